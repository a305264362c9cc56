@NullMarked
package io.aigw.route;

import org.jspecify.annotations.NullMarked;
