/**
 * The objects of an API server, kept up to date: one informer per kind, decoded once per change.
 * Which kinds there are is followed too. This room says that something changed and hands out what
 * there is; it does not know what becomes of it and writes nothing.
 */
@NullMarked
package io.aigw.operator.kubernetes.store;

import org.jspecify.annotations.NullMarked;
