/**
 * The load generator: requests at moments that do not depend on the answers, or as fast as they are
 * answered; what came back, and whether it was right.
 */
@NullMarked
package io.aigw.bench.load;

import org.jspecify.annotations.NullMarked;
