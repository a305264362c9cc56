package io.aigw.operator.refusal;

import io.aigw.api.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** A line for each refusal when it begins, and one for each object that is rid of its last. */
public final class RefusalLog implements RefusalListener {

  private static final Logger log = LoggerFactory.getLogger(RefusalLog.class);

  private final Function<ObjectKey, Optional<?>> places;

  /**
   * A log.
   *
   * @param places in which file an object is, if it is in one
   */
  public RefusalLog(Function<ObjectKey, Optional<?>> places) {
    this.places = places;
  }

  /** What is refused and why; which Envoy speaks for the others is not worth a line. */
  private record Said(ObjectKey gateway, String resource, String message) {
    static Said of(Refusal refusal) {
      return new Said(refusal.gateway(), refusal.resource(), refusal.message());
    }
  }

  @Override
  public void changed(ObjectKey object, List<Refusal> before, List<Refusal> after) {
    Set<Said> known = before.stream().map(Said::of).collect(Collectors.toSet());
    for (Refusal refusal : after) {
      if (!known.contains(Said.of(refusal))) {
        LoggingEventBuilder line = about(log.atError(), object);
        if (!refusal.part().isEmpty()) {
          line = line.addKeyValue("field", refusal.part());
        }
        line.addKeyValue("gateway", refusal.gateway().qualifiedName())
            .addKeyValue("envoy", refusal.envoy())
            .addKeyValue("resource", refusal.resource())
            .addKeyValue("problem", refusal.message())
            .log("Envoy refuses this, and keeps what it had before");
      }
    }
    if (after.isEmpty()) {
      about(log.atInfo(), object).log("Envoy refuses nothing of this any more");
    }
  }

  private LoggingEventBuilder about(LoggingEventBuilder line, ObjectKey object) {
    LoggingEventBuilder about = line.addKeyValue("object", object);
    Optional<?> place = places.apply(object);
    return place.isPresent() ? about.addKeyValue("file", place.get()) : about;
  }
}
