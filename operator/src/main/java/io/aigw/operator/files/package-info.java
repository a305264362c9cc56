/**
 * Resources from YAML and JSON files: reading with positions, the last good version of everything
 * that cannot be read, and watching for changes. What comes out is what a cluster's API server
 * would give, so that the rest of the gateway cannot tell the two apart.
 *
 * <p>This room knows the resources and how they are decoded. It does not know what they mean: that
 * a reference leads nowhere is the compiler's to say.
 */
@NullMarked
package io.aigw.operator.files;

import org.jspecify.annotations.NullMarked;
