/** Tests of when something is computed again. */
@NullMarked
package io.aigw.incremental;

import org.jspecify.annotations.NullMarked;
