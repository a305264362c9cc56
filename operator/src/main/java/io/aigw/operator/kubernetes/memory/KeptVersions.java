package io.aigw.operator.kubernetes.memory;

import io.aigw.api.ApiObject;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.operator.control.SteadySource;
import io.aigw.resource.ObjectDecoder;
import io.aigw.resource.ObjectEncoder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.api.model.runtime.RawExtension;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kept versions as ControllerRevisions: one for each object that has one, in its namespace and
 * owned by it, so that it goes with the object. Written by a thread of its own, which tries again
 * until the API server takes it. Threadsafe.
 *
 * <p>Needs to list, create and delete ControllerRevisions. Where it may not, nothing is kept for a
 * next process, and the log says so.
 */
public final class KeptVersions implements SteadySource.Memory, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(KeptVersions.class);
  private static final long RETRY_MILLIS = 5_000;

  /** Has the kind of the object for a value, in lower case. */
  private static final String LABEL = "aigw.io/last-good";

  private final KubernetesClient client;
  private final Set<String> namespaces;
  private final ObjectEncoder encoder = new ObjectEncoder();
  private final ObjectDecoder decoder = new ObjectDecoder();
  private final Semaphore changed = new Semaphore(0);

  private volatile Map<ObjectKey, ApiObject> wanted = Map.of();
  private volatile Map<Kind, String> served = Map.of();
  private @Nullable Thread writer;

  /**
   * A memory that can be read, and is not written before it is started.
   *
   * @param namespaces to read and write in; empty: all of the cluster
   */
  public KeptVersions(KubernetesClient client, Set<String> namespaces) {
    this.client = client;
    this.namespaces = Set.copyOf(namespaces);
  }

  /** The API server has these kinds in these versions. */
  public void serve(Map<Kind, String> versions) {
    served = Map.copyOf(versions);
  }

  @Override
  public Map<ObjectKey, ApiObject> recall() {
    Map<ObjectKey, ApiObject> recalled = new HashMap<>();
    try {
      for (ControllerRevision revision : list()) {
        object(revision)
            .ifPresent(object -> recalled.merge(object.key(), object, KeptVersions::newer));
      }
    } catch (KubernetesClientException e) {
      log.atWarn()
          .addKeyValue("cause", e.getMessage())
          .log("last good versions cannot be read: objects with mistakes are served as they are");
    }
    return recalled;
  }

  private List<ControllerRevision> list() {
    return namespaces.isEmpty()
        ? client.apps().controllerRevisions().inAnyNamespace().withLabel(LABEL).list().getItems()
        : namespaces.stream()
            .flatMap(
                namespace ->
                    client
                        .apps()
                        .controllerRevisions()
                        .inNamespace(namespace)
                        .withLabel(LABEL)
                        .list()
                        .getItems()
                        .stream())
            .toList();
  }

  private static ApiObject newer(ApiObject one, ApiObject other) {
    return one.metadata().generation() > other.metadata().generation() ? one : other;
  }

  /** The object of a revision; empty where this version of the program cannot read it. */
  private Optional<ApiObject> object(ControllerRevision revision) {
    String singular = revision.getMetadata().getLabels().get(LABEL);
    for (Kind kind : Kind.values()) {
      if (kind.singular().equals(singular)
          && revision.getData() instanceof RawExtension raw
          && raw.getValue() instanceof Map<?, ?> data
          && decoder.decode(kind, tree(data))
              instanceof ObjectDecoder.Decoded(ApiObject object, List<String> _)) {
        return Optional.of(object);
      }
    }
    return Optional.empty();
  }

  @SuppressWarnings("unchecked") // a JSON object's keys are strings
  private static Map<String, ?> tree(Map<?, ?> data) {
    return (Map<String, ?>) data;
  }

  @Override
  public void keep(Map<ObjectKey, ApiObject> versions) {
    wanted = Map.copyOf(versions);
    changed.release();
  }

  /** Begins to write: this process is the one that does. */
  public synchronized void start() {
    if (writer == null) {
      changed.release();
      writer = Thread.ofVirtual().name("kept-versions").start(this::run);
    }
  }

  /** Ceases to write; may be started again. */
  public synchronized void stop() {
    if (writer != null) {
      writer.interrupt();
      writer = null;
    }
  }

  private void run() {
    Map<String, String> written = new HashMap<>();
    boolean isKnown = false;
    try {
      while (true) {
        changed.acquire();
        changed.drainPermits();
        try {
          if (!isKnown) {
            list().forEach(one -> written.put(name(one), one.getMetadata().getNamespace()));
            isKnown = true;
          }
          write(written);
        } catch (KubernetesClientException e) {
          log.atWarn()
              .addKeyValue("cause", e.getMessage())
              .log("last good versions cannot be kept for a restart, will try again");
          Thread.sleep(RETRY_MILLIS);
          changed.release();
        }
      }
    } catch (InterruptedException e) {
      log.debug("no more versions are kept");
    }
  }

  private static String name(ControllerRevision revision) {
    return revision.getMetadata().getName();
  }

  /**
   * Brings the API server's to those that are wanted.
   *
   * @param written the namespaces of those that it has, by name; kept true
   */
  private void write(Map<String, String> written) {
    Map<String, ControllerRevision> revisions = new HashMap<>();
    for (ApiObject object : wanted.values()) {
      ControllerRevision revision = revision(object);
      revisions.put(name(revision), revision);
    }
    for (Map.Entry<String, ControllerRevision> one : revisions.entrySet()) {
      if (!written.containsKey(one.getKey())) {
        create(one.getValue());
        written.put(one.getKey(), one.getValue().getMetadata().getNamespace());
      }
    }
    for (String name : Set.copyOf(written.keySet())) {
      if (!revisions.containsKey(name)) {
        client.apps().controllerRevisions().inNamespace(written.get(name)).withName(name).delete();
        written.remove(name);
      }
    }
  }

  private void create(ControllerRevision revision) {
    try {
      client.resource(revision).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) { // another replica was quicker
        throw e;
      }
    }
  }

  private ControllerRevision revision(ApiObject object) {
    Kind kind = object.kind();
    String version = served.getOrDefault(kind, kind.versions().getFirst());
    return new ControllerRevisionBuilder()
        .withMetadata(metadata(object, kind.group() + "/" + version))
        .withRevision(object.metadata().generation())
        .withData(encoder.encode(object))
        .build();
  }

  private static ObjectMeta metadata(ApiObject object, String apiVersion) {
    String uid = object.metadata().uid();
    return new ControllerRevisionBuilder()
        .withNewMetadata()
        .withNamespace(object.metadata().namespace())
        .withName("aigw-%s-%d".formatted(uid, object.metadata().generation()))
        .addToLabels(LABEL, object.kind().singular())
        .addNewOwnerReference()
        .withApiVersion(apiVersion)
        .withKind(object.kind().kindName())
        .withName(object.metadata().name())
        .withUid(uid)
        .endOwnerReference()
        .endMetadata()
        .buildMetadata();
  }

  @Override
  public void close() {
    stop();
  }
}
