/** What several tests need. */
@NullMarked
package io.aigw.testing;

import org.jspecify.annotations.NullMarked;
