/**
 * The installation's authority in a Secret: read, made where there is none, and succeeded in time.
 * Knows Secrets; what is signed with it, others decide.
 */
@NullMarked
package io.aigw.operator.kubernetes.trust;

import org.jspecify.annotations.NullMarked;
