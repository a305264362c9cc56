/**
 * The Kubernetes that tests run on: one interface, one cluster a run, and two ways to get it. Only
 * this package may know which way it was, so that a test means the same on both.
 */
@NullMarked
package io.aigw.e2e.cluster;

import org.jspecify.annotations.NullMarked;
