package io.aigw.operator.kubernetes.replica;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aigw.xds.server.Rejection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports as text that fits into an annotation: 256 KiB, of which others have their share. */
final class ReportText {

  private static final Logger log = LoggerFactory.getLogger(ReportText.class);

  /** More refusals than anybody reads. */
  private static final int REFUSALS = 100;

  private static final int MESSAGE_CHARS = 500;

  /** Replicas of another release may say more. */
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private ReportText() {}

  static String of(Report report) {
    List<Rejection> refused =
        report.refused().stream().limit(REFUSALS).map(ReportText::shortened).toList();
    try {
      return JSON.writeValueAsString(new Report(report.gateways(), refused));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Rejection shortened(Rejection rejection) {
    String message = rejection.message();
    return message.length() <= MESSAGE_CHARS
        ? rejection
        : new Rejection(
            rejection.group(),
            rejection.node(),
            rejection.typeUrl(),
            rejection.resources(),
            message.substring(0, MESSAGE_CHARS) + "…");
  }

  /** What a text says; nothing, where it cannot be read. */
  static Report parse(String text) {
    try {
      return JSON.readValue(text, Report.class);
    } catch (JsonProcessingException e) {
      log.atWarn()
          .addKeyValue("cause", e.getOriginalMessage())
          .log("cannot read a replica's report");
      return Report.EMPTY;
    }
  }
}
