/** Tests of what golden files cannot show well. */
@NullMarked
package io.aigw.resolve;

import org.jspecify.annotations.NullMarked;
