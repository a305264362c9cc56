package io.aigw.operator.kubernetes.event;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events, each once: what happens again within ten minutes is not told again, and later is
 * counted in the event that is there. Nobody waits for a write, and none that fails is tried again.
 * Threadsafe.
 */
public final class Events implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Events.class);

  private static final String COMPONENT = "aigw";
  private static final Duration QUIET = Duration.ofMinutes(10);
  private static final int REMEMBERED = 1_000;
  private static final int WAITING = 1_000;

  /** The API server's limit is 1024 bytes. */
  private static final int LONGEST_MESSAGE = 1_000;

  private final KubernetesClient client;
  private final String instance;
  private final InstantSource clock;
  private final Map<String, Instant> told =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          0,
          1,
          1,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Thread.ofVirtual().name("events").factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  /** Whether something is to be done about it. */
  public enum Severity {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String text;

    Severity(String text) {
      this.text = text;
    }
  }

  /**
   * Events in the name of a process.
   *
   * @param instance which of the replicas it is
   */
  public Events(KubernetesClient client, String instance, InstantSource clock) {
    this.client = client;
    this.instance = instance;
    this.clock = clock;
  }

  /**
   * Something happened to an object. Returns at once.
   *
   * @param about the object, with its namespace and, for those who look it up, its uid
   * @param reason a word
   */
  public void tell(ObjectReference about, Severity severity, String reason, String message) {
    String text =
        message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE);
    String name = name(about, reason, text);
    Instant now = clock.instant();
    synchronized (told) {
      Instant last = told.get(name);
      if (last != null && now.isBefore(last.plus(QUIET))) {
        return;
      }
      told.put(name, now);
    }
    writer.execute(() -> write(event(about, severity, reason, text, name, now)));
  }

  /** The same for the same, whoever tells it. */
  private static String name(ObjectReference about, String reason, String message) {
    String what = String.join("\n", about.getKind(), about.getUid(), reason, message);
    UUID hash = UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8));
    String object = about.getName();
    return object.substring(0, Math.min(object.length(), 200)) + "." + hash;
  }

  private Event event(
      ObjectReference about,
      Severity severity,
      String reason,
      String message,
      String name,
      Instant now) {
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(about.getNamespace())
        .withName(name)
        .endMetadata()
        .withInvolvedObject(about)
        .withType(severity.text)
        .withReason(reason)
        .withMessage(message)
        .withNewSource()
        .withComponent(COMPONENT)
        .endSource()
        .withReportingComponent(COMPONENT)
        .withReportingInstance(instance)
        .withFirstTimestamp(now.toString())
        .withLastTimestamp(now.toString())
        .withCount(1)
        .build();
  }

  private void write(Event event) {
    try {
      try {
        client.resource(event).create();
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
          throw e;
        }
        client
            .resource(event)
            .edit(
                known ->
                    new EventBuilder(known)
                        .withLastTimestamp(event.getLastTimestamp())
                        .withCount(Objects.requireNonNullElse(known.getCount(), 1) + 1)
                        .build());
      }
    } catch (KubernetesClientException e) {
      log.atWarn()
          .addKeyValue("object", event.getInvolvedObject().getName())
          .addKeyValue("cause", e.getMessage())
          .log("cannot write an event");
    }
  }

  @Override
  public void close() {
    writer.shutdownNow();
  }
}
