/**
 * What a processor needs to know to answer Envoy's questions, as plain data. Written by the
 * translation to Envoy's configuration, read by {@code io.aigw.decide}; it knows neither of them.
 */
@NullMarked
package io.aigw.route;

import org.jspecify.annotations.NullMarked;
