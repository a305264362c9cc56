/**
 * The Java Operator SDK as this program uses it: one operator per kind, on generic objects, that
 * lives as long as somebody wants it. What is reconciled, the rooms beside this one know.
 */
@NullMarked
package io.aigw.operator.kubernetes.reconcile;

import org.jspecify.annotations.NullMarked;
