package io.aigw.operator.bootstrap;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What an Envoy has to connect to its controller over TLS: files, as Envoy sees them.
 *
 * @param authority whom to trust
 * @param certificate of this Gateway's Envoys
 * @param key of that certificate
 * @param secrets the directory in which the files of {@link XdsTransport#secrets} are, by which
 *     Envoy reads the others again when they change; empty: they are read once
 */
public record XdsTls(Path authority, Path certificate, Path key, Optional<Path> secrets) {}
