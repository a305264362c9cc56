package io.aigw.operator.command;

import io.aigw.operator.kubernetes.ApiServer;
import io.aigw.operator.kubernetes.NamespacedName;
import io.aigw.operator.kubernetes.trust.AuthoritySecret;
import io.aigw.operator.local.Unavailable;
import io.aigw.operator.trust.Authority;
import io.aigw.operator.trust.Credential;
import io.aigw.operator.trust.Identities;
import io.aigw.operator.trust.Issuer;
import io.aigw.operator.trust.Issuer.Purpose;
import io.aigw.operator.trust.Pem;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code aigw certificate}: what an Envoy that somebody starts himself shows the controller. */
@Command(
    name = "certificate",
    description = {
      "Sign a certificate for the Envoys of a Gateway that you start yourself, with the authority of",
      "a controller that has --xds-tls; needs the right to read its Secret. Writes ca.crt, tls.crt",
      "and tls.key, for aigw bootstrap --xds-ca, --xds-cert and --xds-key. Good for 30 days."
    },
    mixinStandardHelpOptions = true)
public final class CertificateCommand implements Callable<Integer> {

  @Option(
      names = "--gateway",
      required = true,
      paramLabel = "NAMESPACE/NAME",
      converter = NameConverter.class,
      description = "the Gateway that the Envoy is to serve")
  private NamespacedName gateway = new NamespacedName("", "");

  @Option(
      names = "--authority",
      required = true,
      paramLabel = "NAMESPACE/SECRET",
      converter = NameConverter.class,
      description = "the controller's --xds-tls")
  private NamespacedName authority = new NamespacedName("", "");

  @Mixin private Kubeconfig kubeconfig = new Kubeconfig();

  @Option(
      names = "--out",
      paramLabel = "DIRECTORY",
      defaultValue = ".",
      description = "where to (${DEFAULT-VALUE})")
  private Path out = Path.of(".");

  @Override
  public Integer call() throws Unavailable, IOException {
    Authority signer = read(authority);
    Credential own =
        Issuer.leaf(
            signer.signer(),
            Identities.ofGateway(gateway.toString()),
            Purpose.CLIENT,
            Instant.now());
    Files.createDirectories(out);
    Files.writeString(out.resolve("ca.crt"), Pem.of(signer.trusted()));
    Files.writeString(out.resolve("tls.crt"), Pem.of(List.of(own.certificate())));
    Path key = out.resolve("tls.key");
    Files.deleteIfExists(key);
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, Pem.of(own.key()));
    return CommandLine.ExitCode.OK;
  }

  private Authority read(NamespacedName secret) throws Unavailable {
    try (KubernetesClient client = ApiServer.connect(kubeconfig.file())) {
      return AuthoritySecret.read(client, secret)
          .orElseThrow(() -> new Unavailable("there is no authority in secret " + secret));
    } catch (KubernetesClientException | GeneralSecurityException e) {
      throw new Unavailable("cannot read secret " + secret + ": " + e.getMessage());
    }
  }
}
