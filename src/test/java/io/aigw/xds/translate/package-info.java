/**
 * What the translation promises, asked of a real Envoy: hostile clients, errors, limits. The rules
 * are {@code gateway/routes.yaml} of the test resources.
 */
@NullMarked
package io.aigw.xds.translate;

import org.jspecify.annotations.NullMarked;
