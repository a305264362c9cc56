/** Tests of the answers to Envoy's questions. */
@NullMarked
package io.aigw.decide;

import org.jspecify.annotations.NullMarked;
