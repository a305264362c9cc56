/** Tests of what golden files cannot show well. */
@NullMarked
package io.aigw.resource;

import org.jspecify.annotations.NullMarked;
