/**
 * The OpenAI API in vLLM's dialect: from a request's JSON to tokens, and from tokens to answers,
 * events and errors.
 *
 * <p>This package knows no sockets and no clock; what it writes are bytes of JSON. It uses
 * Jackson's streaming parser alone, because a simulator has to start fast.
 */
@NullMarked
package io.aigw.simulator.openai;

import org.jspecify.annotations.NullMarked;
