/**
 * The resources that users write, as records: one file per kind, with the parts of its spec that
 * the gateway knows and their defaults. The field names are those of the published CRDs; both
 * generations of {@code aigateway.envoyproxy.io} are one record.
 *
 * <p>This room knows the JDK and Jackson's annotations, nothing else: no status (verdicts are
 * output, see {@code io.aigw.status}), no Kubernetes client, no Envoy.
 */
@NullMarked
package io.aigw.api;

import org.jspecify.annotations.NullMarked;
