/**
 * What users are told about their objects: conditions as the compiler's output, and their merge
 * into the status that an object already has. Time comes from outside; nothing is written from
 * here.
 */
@NullMarked
package io.aigw.status;

import org.jspecify.annotations.NullMarked;
