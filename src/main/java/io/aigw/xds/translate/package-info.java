/**
 * From the gateway's own terms to Envoy's messages, one class per concern. Equal nodes of the plan
 * give the same message instance as before. Knows {@code ir}, Envoy's protos, {@code xds.snapshot}
 * and {@code route}; neither the resources nor the server.
 *
 * <p>The configuration is for Envoy 1.40. Fields that are newer than the protos at hand are written
 * by number, in {@link io.aigw.xds.translate.NewerFields} alone.
 */
@NullMarked
package io.aigw.xds.translate;

import org.jspecify.annotations.NullMarked;
