package io.aigw.operator.kubernetes.infrastructure;

import io.aigw.operator.bootstrap.Address;
import io.aigw.operator.bootstrap.BootstrapSettings;
import io.aigw.operator.bootstrap.DrainBootstrap;
import io.aigw.operator.bootstrap.EnvoyBootstrap;
import io.aigw.operator.bootstrap.XdsTls;
import io.aigw.operator.bootstrap.XdsTransport;
import io.aigw.operator.trust.Authority;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an Envoy finds in its Pod: its files, and a directory for sockets. */
final class EnvoyFiles {

  /** Where the files are. */
  static final Path CONFIGURATION = Path.of("/etc/aigw");

  /** Where the certificate is, and whom to trust: files of a Secret, which change. */
  static final Path CREDENTIAL = Path.of("/etc/aigw-tls");

  static final String CERTIFICATE = "tls.crt";
  static final String KEY = "tls.key";

  private static final XdsTls TLS =
      new XdsTls(
          CREDENTIAL.resolve(Authority.BUNDLE),
          CREDENTIAL.resolve(CERTIFICATE),
          CREDENTIAL.resolve(KEY),
          Optional.of(CONFIGURATION));

  /** Where sockets are; shared by the containers of the Pod. */
  static final Path SOCKETS = Path.of("/run/aigw");

  /** The processor's socket. */
  static final Path PROCESSOR = SOCKETS.resolve("processor.sock");

  /** Where the processor reaches the controller, through Envoy. */
  static final Path CONTROLLER = SOCKETS.resolve("controller.sock");

  /** The file that Envoy is started with. */
  static final String BOOTSTRAP = "envoy.json";

  /** The file that an Envoy is started with to have the other one drain. */
  static final String DRAIN = "drain.json";

  private static final Address.Socket ADMIN = new Address.Socket(SOCKETS.resolve("admin.sock"));

  private EnvoyFiles() {}

  /** The files' contents by their names. */
  static SortedMap<String, String> of(Blueprint blueprint) {
    BootstrapSettings settings =
        new BootstrapSettings(
            blueprint.owner().key().qualifiedName(),
            "",
            blueprint.settings().xds(),
            blueprint.settings().tls() ? Optional.of(TLS) : Optional.empty(),
            new Address.Socket(PROCESSOR),
            Optional.of(new Address.Socket(CONTROLLER)).filter(socket -> blueprint.processor()),
            ADMIN,
            OptionalInt.of(blueprint.readyPort()),
            BootstrapSettings.DEFAULT_MAX_CONNECTIONS,
            OptionalLong.empty());
    Duration drain = Duration.ofSeconds(blueprint.parameters().drainSeconds());
    SortedMap<String, String> files =
        new TreeMap<>(
            Map.of(
                BOOTSTRAP,
                EnvoyBootstrap.json(EnvoyBootstrap.of(settings)),
                DRAIN,
                EnvoyBootstrap.json(DrainBootstrap.of(ADMIN, SOCKETS, drain))));
    settings.tls().ifPresent(tls -> files.putAll(XdsTransport.secrets(tls)));
    return files;
  }

  /** Another one for other contents. */
  static String checksum(Blueprint blueprint) {
    return ObjectName.hash(of(blueprint).toString());
  }
}
