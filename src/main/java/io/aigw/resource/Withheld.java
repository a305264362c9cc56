package io.aigw.resource;

/**
 * A newer version of an object that does not take effect: what the round has under the object's key
 * is an older one.
 *
 * @param generation of the newer version; 0 where the source counts none
 * @param reason as a condition has it
 * @param message what is wrong with it
 */
public record Withheld(long generation, String reason, String message) {}
