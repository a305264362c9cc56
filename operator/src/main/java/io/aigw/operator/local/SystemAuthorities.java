package io.aigw.operator.local;

import io.aigw.xds.translate.TranslatorSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where this machine has the certificates that it trusts. */
public final class SystemAuthorities {

  private static final List<String> PLACES =
      List.of(
          TranslatorSettings.DEFAULT_SYSTEM_AUTHORITIES, // Debian, Ubuntu, Arch, Alpine
          "/etc/pki/tls/certs/ca-bundle.crt", // Fedora, RHEL
          "/etc/ssl/ca-bundle.pem", // SUSE
          "/etc/ssl/cert.pem"); // macOS, BSDs

  private SystemAuthorities() {}

  /**
   * The file, in PEM: the one that {@code SSL_CERT_FILE} names, as for OpenSSL, or the first that
   * is where systems have it.
   */
  public static String file(Map<String, String> environment) {
    String named = environment.getOrDefault("SSL_CERT_FILE", "");
    if (!named.isEmpty()) {
      return Path.of(named).toAbsolutePath().toString();
    }
    return PLACES.stream()
        .filter(place -> Files.isReadable(Path.of(place)))
        .findFirst()
        .orElse(TranslatorSettings.DEFAULT_SYSTEM_AUTHORITIES);
  }
}
