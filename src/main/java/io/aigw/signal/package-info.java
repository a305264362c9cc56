/**
 * What model servers say of themselves, read from their metrics pages. It knows the pages of the
 * servers that the model server protocol of the Gateway API Inference Extension names, and nothing
 * of how a choice is made of it.
 */
@NullMarked
package io.aigw.signal;

import org.jspecify.annotations.NullMarked;
