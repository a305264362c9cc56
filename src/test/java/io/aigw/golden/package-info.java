/**
 * Golden files: for every folder below {@code golden/}, {@code in.yaml} compiles to {@code
 * ir.yaml}, {@code xds.yaml} and {@code status.yaml}, and a real Envoy accepts the result. {@code
 * mvn test -pl src -Dgolden.update=true} rewrites the outputs.
 */
@NullMarked
package io.aigw.golden;

import org.jspecify.annotations.NullMarked;
