/** Tests of the rooms as a whole. */
@NullMarked
package io.aigw;

import org.jspecify.annotations.NullMarked;
