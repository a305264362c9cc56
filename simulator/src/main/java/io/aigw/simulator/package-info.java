/**
 * A simulated model server for examples, tests and benchmarks: an OpenAI-compatible server that
 * behaves like vLLM in time, on the wire and in its metrics, without a model.
 *
 * <p>This package is the command line alone. It logs nothing and has no library for options:
 * several simulators start together with a gateway, and each of these libraries would take longer
 * to start than the simulator.
 */
@NullMarked
package io.aigw.simulator;

import org.jspecify.annotations.NullMarked;
