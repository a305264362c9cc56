/**
 * The answers to Envoy's questions about a request: external processing, which rewrites the model
 * in the body, names endpoints of pools, and lists the models. What a question needs for its answer
 * comes with it (the instruction of the chosen route, see {@code io.aigw.route}), so nothing here
 * has to be updated when the configuration changes, and nothing can be out of step with it. Only
 * the list of models is looked up, since it is too large to be sent with every change, and who a
 * pool's members are, of whom {@code io.aigw.pick} keeps account.
 *
 * <p>This room runs on the network's own threads: no blocking, no parsing of what is not needed, no
 * copy that can be avoided, and never a word of a body in a log. It knows Envoy's service protocol
 * and gRPC; it must not know resources, the intermediate representation or xDS.
 */
@NullMarked
package io.aigw.decide;

import org.jspecify.annotations.NullMarked;
