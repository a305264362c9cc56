package io.aigw.operator.command;

import io.aigw.compile.CompilerOptions;
import io.aigw.operator.bootstrap.Address;
import io.aigw.operator.kubernetes.KubernetesController;
import io.aigw.operator.kubernetes.KubernetesSettings;
import io.aigw.operator.kubernetes.NamespacedName;
import io.aigw.operator.kubernetes.infrastructure.InfrastructureSettings;
import io.aigw.operator.kubernetes.replica.ReplicaSettings;
import io.aigw.operator.local.Unavailable;
import io.aigw.xds.translate.TranslatorSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code aigw controller}: the gateway on Kubernetes. */
@Command(
    name = "controller",
    description = {
      "Serve the Gateways of a Kubernetes cluster: read its objects, configure the Envoys that",
      "connect, and write back what is to be said about the objects."
    },
    mixinStandardHelpOptions = true)
public final class ControllerCommand implements Callable<Integer> {

  private static final Logger log = LoggerFactory.getLogger(ControllerCommand.class);

  @Option(
      names = {"--enableInferenceExtension", "--inference-extension"},
      defaultValue = "false",
      fallbackValue = "true",
      arity = "0..1",
      paramLabel = "true|false",
      description = "whether InferencePools may be referenced (${DEFAULT-VALUE})")
  private boolean inferenceExtension;

  @Option(
      names = "--watch-namespace",
      paramLabel = "NAMESPACE",
      description = "read and write here alone; repeatable (default: the whole cluster)")
  private Set<String> namespaces = Set.of();

  @Option(
      names = "--xds-address",
      paramLabel = "ADDRESS",
      description = {
        "where Envoys connect: HOST:PORT or unix:PATH (127.0.0.1:18000; with --xds-tls",
        "0.0.0.0:18000)"
      })
  private @Nullable String xds;

  @Option(
      names = "--xds-tls",
      converter = NameConverter.class,
      paramLabel = "NAMESPACE/SECRET",
      description = {
        "have Envoys connect over TLS, each with a certificate that names its Gateway: the Secret of",
        "the authority that signs, made where there is none (default: whoever connects is served)"
      })
  private @Nullable NamespacedName authority;

  @Option(
      names = "--health-address",
      paramLabel = "HOST:PORT",
      defaultValue = "0.0.0.0:8081",
      description = "where probes ask for /healthz and /readyz (${DEFAULT-VALUE})")
  private String health = "";

  @Option(
      names = "--infrastructure",
      defaultValue = "false",
      fallbackValue = "true",
      arity = "0..1",
      paramLabel = "true|false",
      description = {
        "whether to run the Envoys: a Deployment and a Service in each Gateway's namespace",
        "(${DEFAULT-VALUE}; otherwise start them with aigw bootstrap)"
      })
  private boolean infrastructure;

  @Option(
      names = {"--envoy-xds-address", "--xdsAddress"},
      paramLabel = "HOST:PORT",
      description = "where those Envoys find this controller: a Service's name, for example")
  private @Nullable String envoyXds;

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description = "of this program, for the processor beside an Envoy")
  private @Nullable String image;

  @Option(
      names = {"--envoy-image", "--envoyImage"},
      paramLabel = "IMAGE",
      defaultValue = InfrastructureSettings.DEFAULT_ENVOY_IMAGE,
      description = "of Envoy, where parameters name no other (${DEFAULT-VALUE})")
  private String envoyImage = "";

  @Option(
      names = "--system-authorities",
      paramLabel = "FILE",
      defaultValue = TranslatorSettings.DEFAULT_SYSTEM_AUTHORITIES,
      description = {
        "the file of the authorities that Envoy's system trusts, where Envoy runs: what a BackendTLSPolicy",
        "means by System (${DEFAULT-VALUE})"
      })
  private String systemAuthorities = "";

  @Option(
      names = "--lease",
      converter = NameConverter.class,
      paramLabel = "NAMESPACE/NAME",
      description = {
        "with other replicas beside this one: the Lease whose holder alone writes to the cluster",
        "(default: this is the only one)"
      })
  private @Nullable NamespacedName lease;

  @Mixin private Kubeconfig kubeconfig = new Kubeconfig();
  @Mixin private ControllerNames controllers = new ControllerNames();
  @Mixin private RequestOptions requests = new RequestOptions();
  @Mixin private Lifetime lifetime = new Lifetime();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Unavailable, InterruptedException {
    lifetime.begin();
    KubernetesController controller = start(settings());
    lifetime.atEnd(controller::close);
    lifetime.await();
    return CommandLine.ExitCode.OK;
  }

  private static KubernetesController start(KubernetesSettings settings) throws Unavailable {
    if (settings.authority().isEmpty()
        && settings.xds() instanceof Address.Tcp(String host, int _)
        && !new InetSocketAddress(host, 0).getAddress().isLoopbackAddress()) {
      log.atWarn()
          .addKeyValue("address", settings.xds())
          .log(
              "whoever connects here gets any Gateway's configuration; --xds-tls has it asked for");
    }
    try {
      return new KubernetesController(settings);
    } catch (IOException e) {
      throw new Unavailable("cannot listen on %s: %s".formatted(settings.xds(), e.getMessage()));
    }
  }

  private KubernetesSettings settings() throws Unavailable {
    return new KubernetesSettings(
        kubeconfig.file(),
        namespaces,
        new CompilerOptions(controllers.names(), inferenceExtension, false, infrastructure),
        address(xds == null ? (authority == null ? "127.0.0.1" : "0.0.0.0") + ":18000" : xds),
        healthAddress(),
        TranslatorSettings.everywhere(requests.limits(), systemAuthorities),
        infrastructure ? Optional.of(infrastructureSettings()) : Optional.empty(),
        Optional.ofNullable(authority),
        Optional.ofNullable(lease).map(ControllerCommand::replica));
  }

  /** Named after the Pod that it runs in; elsewhere after the process. */
  private static ReplicaSettings replica(NamespacedName lease) {
    String pod = System.getenv("POD_NAME");
    return new ReplicaSettings(
        lease.namespace(),
        lease.name(),
        pod == null ? "process-" + ProcessHandle.current().pid() : pod,
        Optional.ofNullable(System.getenv("POD_UID")).filter(uid -> pod != null));
  }

  private InfrastructureSettings infrastructureSettings() {
    if (envoyXds == null || image == null) {
      throw wrong("--infrastructure needs --envoy-xds-address and --image");
    }
    if (address(envoyXds) instanceof Address.Tcp tcp) {
      return new InfrastructureSettings(image, envoyImage, tcp, authority != null);
    }
    throw wrong("--envoy-xds-address is HOST:PORT, not '" + envoyXds + "'");
  }

  private InetSocketAddress healthAddress() {
    if (address(health) instanceof Address.Tcp(String host, int port)) {
      return new InetSocketAddress(host, port);
    }
    throw wrong("--health-address is HOST:PORT, not '" + health + "'");
  }

  private Address address(String text) {
    try {
      return Address.parse(text);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private CommandLine.ParameterException wrong(String message) {
    return new CommandLine.ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
