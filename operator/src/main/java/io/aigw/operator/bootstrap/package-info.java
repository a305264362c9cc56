/**
 * What an Envoy is started with: who it is, where its configuration comes from, where the processor
 * is, and what it must never exceed. Everything else it gets over xDS.
 *
 * <p>This room makes messages of settings. It starts no Envoy and opens no file.
 */
@NullMarked
package io.aigw.operator.bootstrap;

import org.jspecify.annotations.NullMarked;
