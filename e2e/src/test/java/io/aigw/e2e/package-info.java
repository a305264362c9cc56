/**
 * The promises of the README, tried the way a user tries them: the launcher as a process, {@code
 * kubectl}, a real Envoy, real Pods, curl and the OpenAI SDK. A test here knows commands, files and
 * what comes over the wire, so that nothing but behaviour can make it pass. It must not know a
 * class of the program, unless it tests one part of it that needs a real API server.
 */
@NullMarked
package io.aigw.e2e;

import org.jspecify.annotations.NullMarked;
