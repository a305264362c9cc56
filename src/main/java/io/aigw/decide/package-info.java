/**
 * The answers to Envoy's questions about a request: external processing, which rewrites the model
 * in the body. Everything a question needs for its answer comes with the question (the instruction
 * of the chosen route, see {@code io.aigw.route}), so nothing here has to be updated when the
 * configuration changes, and nothing can be out of step with it.
 *
 * <p>This room runs on the network's own threads: no blocking, no parsing of what is not needed, no
 * copy that can be avoided, and never a word of a body in a log. It knows Envoy's service protocol
 * and gRPC; it must not know resources, the intermediate representation or xDS.
 */
@NullMarked
package io.aigw.decide;

import org.jspecify.annotations.NullMarked;
