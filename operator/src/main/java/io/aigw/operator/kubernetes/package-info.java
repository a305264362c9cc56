/**
 * The gateway on Kubernetes: connects to an API server, keeps its objects, runs the control loop
 * over them, serves the Envoys and writes back what users are told.
 */
@NullMarked
package io.aigw.operator.kubernetes;

import org.jspecify.annotations.NullMarked;
