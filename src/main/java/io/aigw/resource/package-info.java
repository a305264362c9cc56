/**
 * The input of one round: objects decoded from their generic form and indexed for look-up. A {@link
 * io.aigw.resource.ResourceSet} is immutable, whatever its source (API server or files), so that a
 * compilation can be repeated.
 *
 * <p>This room knows {@code api} and Jackson; it knows neither where objects come from nor what
 * becomes of them.
 */
@NullMarked
package io.aigw.resource;

import org.jspecify.annotations.NullMarked;
