package io.aigw.operator.kubernetes.infrastructure;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The Pod of one of a Gateway's Envoys. It is ready when its Envoy has its listeners; one that is
 * to end says so first, answers what it has been asked and then goes.
 */
final class EnvoyPod {

  private static final String ENVOY = "/usr/local/bin/envoy";
  private static final long USER = 65_532L;

  /** What ending takes beside waiting for connections. */
  private static final int ENDING_SECONDS = 10;

  private final Blueprint blueprint;
  private final Parameters parameters;

  private EnvoyPod(Blueprint blueprint) {
    this.blueprint = blueprint;
    this.parameters = blueprint.parameters();
  }

  static PodTemplateSpec of(Blueprint blueprint) {
    EnvoyPod pod = new EnvoyPod(blueprint);
    return new PodTemplateSpecBuilder().withMetadata(pod.metadata()).withSpec(pod.spec()).build();
  }

  private ObjectMeta metadata() {
    Map<String, String> annotations = new TreeMap<>(blueprint.annotations());
    annotations.put("aigw.io/configuration", EnvoyFiles.checksum(blueprint));
    return new ObjectMetaBuilder()
        .withLabels(blueprint.allLabels())
        .withAnnotations(annotations)
        .build();
  }

  private PodSpec spec() {
    return new PodSpecBuilder()
        .withServiceAccountName(blueprint.name())
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withTerminationGracePeriodSeconds((long) parameters.drainSeconds() + ENDING_SECONDS)
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(USER)
        .withRunAsGroup(USER)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        // a listener's port is the same inside and outside, below 1024 too
        .addNewSysctl("net.ipv4.ip_unprivileged_port_start", "0")
        .endSecurityContext()
        .withInitContainers(blueprint.processor() ? List.of(processor()) : List.of())
        .withContainers(envoy())
        .withVolumes(volumes())
        .build();
  }

  private List<Volume> volumes() {
    List<Volume> volumes = new ArrayList<>();
    volumes.add(
        new VolumeBuilder()
            .withName("configuration")
            .withNewConfigMap()
            .withName(blueprint.name())
            .endConfigMap()
            .build());
    if (blueprint.settings().tls()) {
      volumes.add(
          new VolumeBuilder()
              .withName("credential")
              .withNewSecret()
              .withSecretName(blueprint.name())
              .endSecret()
              .build());
    }
    volumes.add(
        new VolumeBuilder().withName("sockets").withEmptyDir(new EmptyDirVolumeSource()).build());
    return volumes;
  }

  private List<VolumeMount> mounts() {
    List<VolumeMount> mounts = new ArrayList<>();
    mounts.add(mount("configuration", EnvoyFiles.CONFIGURATION.toString(), true));
    if (blueprint.settings().tls()) {
      mounts.add(mount("credential", EnvoyFiles.CREDENTIAL.toString(), true));
    }
    mounts.add(mount("sockets", EnvoyFiles.SOCKETS.toString(), null));
    return mounts;
  }

  private Container envoy() {
    return new ContainerBuilder()
        .withName("envoy")
        .withImage(parameters.envoyImage().orElse(blueprint.settings().envoyImage()))
        .withCommand(ENVOY)
        .withArgs(arguments())
        .addNewEnv()
        .withName("POD_NAME")
        .withNewValueFrom()
        .withNewFieldRef()
        .withFieldPath("metadata.name")
        .endFieldRef()
        .endValueFrom()
        .endEnv()
        .withPorts(ports())
        .withReadinessProbe(probe("/ready", blueprint.readyPort()))
        .withLifecycle(drain())
        .withNewResources()
        .withRequests(quantities(parameters.requests()))
        .withLimits(quantities(parameters.limits()))
        .endResources()
        .withSecurityContext(restricted())
        .withVolumeMounts(mounts())
        .build();
  }

  private List<String> arguments() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--config-path",
                EnvoyFiles.CONFIGURATION.resolve(EnvoyFiles.BOOTSTRAP).toString(),
                "--service-node",
                "$(POD_NAME)",
                "--disable-hot-restart",
                "--log-level",
                "warning"));
    parameters
        .workers()
        .ifPresent(workers -> arguments.addAll(List.of("--concurrency", "" + workers)));
    return arguments;
  }

  private List<ContainerPort> ports() {
    List<ContainerPort> ports = new ArrayList<>();
    blueprint.ports().forEach(port -> ports.add(port("http-" + port, port)));
    ports.add(port("ready", blueprint.readyPort()));
    return ports;
  }

  private static ContainerPort port(String name, int port) {
    return new ContainerPortBuilder()
        .withName(name)
        .withContainerPort(port)
        .withProtocol("TCP")
        .build();
  }

  /** The image has no shell: another Envoy has this one drain, and waits. */
  private static Lifecycle drain() {
    return new LifecycleBuilder()
        .withNewPreStop()
        .withNewExec()
        .withCommand(
            ENVOY,
            "--config-path",
            EnvoyFiles.CONFIGURATION.resolve(EnvoyFiles.DRAIN).toString(),
            "--disable-hot-restart",
            "--concurrency",
            "1",
            "--log-level",
            "error")
        .endExec()
        .endPreStop()
        .build();
  }

  /**
   * A container that is there before Envoy starts and goes after Envoy did, as one among the first
   * that is restarted always does. Whether it is well says nothing of the Pod: rules that change no
   * body need it not.
   */
  private Container processor() {
    return new ContainerBuilder()
        .withName("processor")
        .withImage(blueprint.settings().image())
        .withRestartPolicy("Always")
        .withArgs(
            "processor",
            "--socket",
            EnvoyFiles.PROCESSOR.toString(),
            "--xds",
            EnvoyFiles.CONTROLLER.toString(),
            "--gateway",
            blueprint.owner().key().qualifiedName(),
            "--health-address",
            "0.0.0.0:" + blueprint.processorPort())
        .withPorts(port("processor", blueprint.processorPort()))
        .withStartupProbe(
            new ProbeBuilder(probe("/healthz", blueprint.processorPort()))
                .withPeriodSeconds(1)
                .withFailureThreshold(60)
                .build())
        .withLivenessProbe(
            new ProbeBuilder(probe("/healthz", blueprint.processorPort()))
                .withPeriodSeconds(10)
                .build())
        .withNewResources()
        .withRequests(quantities(Map.of("cpu", "50m", "memory", "128Mi")))
        .withLimits(quantities(Map.of("memory", "512Mi")))
        .endResources()
        .withSecurityContext(restricted())
        .withVolumeMounts(mount("sockets", EnvoyFiles.SOCKETS.toString(), null))
        .build();
  }

  private static Probe probe(String path, int port) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withPort(new IntOrString(port))
        .endHttpGet()
        .withPeriodSeconds(2)
        .withTimeoutSeconds(2)
        .build();
  }

  private static SecurityContext restricted() {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .build();
  }

  private static VolumeMount mount(String volume, String path, @Nullable Boolean readOnly) {
    return new VolumeMountBuilder()
        .withName(volume)
        .withMountPath(path)
        .withReadOnly(readOnly)
        .build();
  }

  private static Map<String, Quantity> quantities(Map<String, String> amounts) {
    return amounts.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                amount -> new Quantity(amount.getValue()),
                (one, other) -> other,
                TreeMap::new));
  }
}
