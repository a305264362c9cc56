/**
 * An immutable map with a cheap next version. What stays the same from one round to the next is
 * shared between them, so that a change, and finding out what has changed, cost the change alone.
 *
 * <p>Knows the JDK alone; every room may use it.
 */
@NullMarked
package io.aigw.collection;

import org.jspecify.annotations.NullMarked;
