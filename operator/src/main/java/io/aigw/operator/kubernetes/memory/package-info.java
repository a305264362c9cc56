/**
 * What a next process has to know that the cluster's objects do not say: the versions of objects
 * that stay in effect while newer ones have mistakes. Knows records and the API server; must not
 * know why a version is kept.
 */
@NullMarked
package io.aigw.operator.kubernetes.memory;

import org.jspecify.annotations.NullMarked;
