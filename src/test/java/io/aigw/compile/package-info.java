/** Tests of what golden files cannot show well. */
@NullMarked
package io.aigw.compile;

import org.jspecify.annotations.NullMarked;
