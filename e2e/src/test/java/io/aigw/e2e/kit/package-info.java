/**
 * What the tests are made with: processes with their logs, patience, calls over HTTP, constant
 * traffic. It must not know what is tested, nor on which cluster.
 */
@NullMarked
package io.aigw.e2e.kit;

import org.jspecify.annotations.NullMarked;
