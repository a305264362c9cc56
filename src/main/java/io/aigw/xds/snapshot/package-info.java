/**
 * What an Envoy should know, named, versioned by content and comparable: two snapshots give the
 * difference to be told. Knows Envoy's messages as bytes with a type, nothing of what they mean to
 * the gateway.
 */
@NullMarked
package io.aigw.xds.snapshot;

import org.jspecify.annotations.NullMarked;
