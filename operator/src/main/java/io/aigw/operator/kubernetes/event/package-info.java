/**
 * Events on objects: what somebody who looks after a cluster must see and no condition keeps, since
 * it passes. Knows the API server; what is worth an event, others decide.
 */
@NullMarked
package io.aigw.operator.kubernetes.event;

import org.jspecify.annotations.NullMarked;
