/**
 * What a start is rehearsed with while an image is built, where there is no cluster: an API server
 * that has some objects and takes every status. It knows Kubernetes' protocol and the kinds that
 * the gateway reads, and must not know the controller.
 */
@NullMarked
package io.aigw.operator.rehearsal;

import org.jspecify.annotations.NullMarked;
