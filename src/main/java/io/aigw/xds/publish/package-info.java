/**
 * From plans to what the xDS server delivers: translation, and keeping what Envoys refuse out of
 * what others share. Knows plans and the xDS server's events; must not know objects, files or
 * Kubernetes.
 */
@NullMarked
package io.aigw.xds.publish;

import org.jspecify.annotations.NullMarked;
