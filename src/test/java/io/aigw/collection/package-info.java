/** Tests of the map against the JDK's. */
@NullMarked
package io.aigw.collection;

import org.jspecify.annotations.NullMarked;
