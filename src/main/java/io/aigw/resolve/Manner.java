package io.aigw.resolve;

import io.aigw.ir.Cluster;
import io.aigw.ir.Credential;
import io.aigw.ir.UpstreamTls;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** How endpoints are found and spoken to, which is the same for all endpoints of a cluster. */
record Manner(
    Cluster.Discovery discovery,
    Cluster.Protocol protocol,
    Optional<UpstreamTls> tls,
    Optional<Credential> credential) {

  /** So many that two manners do not meet by chance. */
  private static final int DIGEST_BYTES = 6;

  static Manner of(Cluster cluster) {
    return new Manner(cluster.discovery(), cluster.protocol(), cluster.tls(), cluster.credential());
  }

  /** The same with a credential where there is none. */
  Manner orWith(Optional<Credential> another) {
    return new Manner(discovery, protocol, tls, credential.or(() -> another));
  }

  /** A name that no other manner has and that this one always has: words and a digest. */
  String name() {
    List<String> words = new ArrayList<>();
    if (discovery == Cluster.Discovery.DNS) {
      words.add("names");
    }
    if (protocol == Cluster.Protocol.HTTP2) {
      words.add("http2");
    }
    if (tls.isPresent()) {
      words.add("tls");
    }
    if (credential.isPresent()) {
      words.add("credential");
    }
    words.add(digest());
    return String.join("-", words);
  }

  private String digest() {
    List<String> parts = new ArrayList<>(List.of(discovery.name(), protocol.name()));
    parts.add(tls.map(Manner::text).orElse(""));
    parts.add(credential.map(it -> it.header() + " " + it.secret()).orElse(""));
    byte[] text = String.join("\n", parts).getBytes(StandardCharsets.UTF_8);
    try {
      byte[] all = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(all, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** None of the parts has a space in it. */
  private static String text(UpstreamTls tls) {
    return switch (tls) {
      case UpstreamTls.Unverified() -> "unverified";
      case UpstreamTls.Verified(var serverName, var authorities, var names) -> {
        List<String> words = new ArrayList<>(List.of(serverName, authorities.orElse("")));
        for (UpstreamTls.Name name : names) {
          words.add(
              switch (name) {
                case UpstreamTls.Name.Host(String host) -> "host:" + host;
                case UpstreamTls.Name.Uri(String uri) -> "uri:" + uri;
              });
        }
        yield String.join(" ", words);
      }
    };
  }

  /** In what these are not the same, for users. */
  static String differences(Collection<Manner> manners) {
    List<String> differences = new ArrayList<>();
    differ(manners, Manner::discovery, "name or address", differences);
    differ(manners, Manner::protocol, "HTTP version", differences);
    differ(manners, Manner::tls, "TLS", differences);
    differ(manners, Manner::credential, "credential", differences);
    return String.join(", ", differences);
  }

  private static void differ(
      Collection<Manner> manners, Function<Manner, Object> part, String name, List<String> into) {
    if (manners.stream().map(part).distinct().count() > 1) {
      into.add(name);
    }
  }
}
