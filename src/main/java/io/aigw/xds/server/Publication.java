package io.aigw.xds.server;

import io.aigw.xds.snapshot.Snapshot;

/**
 * A snapshot that was published to a group.
 *
 * @param number grows with each publication of this server
 */
record Publication(long number, Snapshot snapshot) {}
