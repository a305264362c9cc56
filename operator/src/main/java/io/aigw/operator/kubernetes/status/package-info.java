/**
 * Statuses on their way to the API server: thin reconcilers that write what the compiler said, and
 * nothing where the object says it already. This room decides no condition but {@code Programmed},
 * which only the Envoys know.
 */
@NullMarked
package io.aigw.operator.kubernetes.status;

import org.jspecify.annotations.NullMarked;
