/** What the tests of several rooms need: real programs, and waiting for what takes its time. */
@NullMarked
package io.aigw.operator.testing;

import org.jspecify.annotations.NullMarked;
