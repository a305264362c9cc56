/**
 * The intermediate representation: what a Gateway is to do, in the gateway's own terms, as sealed
 * immutable records. Equal nodes mean equal configuration, so a later stage may reuse what it made
 * of an equal node before.
 *
 * <p>This room knows the JDK and {@code collection}: neither the resources it was made from nor the
 * configuration that is made of it.
 */
@NullMarked
package io.aigw.ir;

import org.jspecify.annotations.NullMarked;
