package io.aigw.operator.command;

import io.aigw.xds.translate.RequestLimits;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of the commands that serve requests: what these may be. */
final class RequestOptions {

  @Option(
      names = "--max-request-bytes",
      paramLabel = "BYTES",
      defaultValue = "52428800",
      description = "the largest body of a request that is read for its model (${DEFAULT-VALUE})")
  private long maxBytes;

  @Option(
      names = "--longest-upload",
      paramLabel = "DURATION",
      defaultValue = "PT10M",
      description = {
        "how long a request may take to arrive, like PT10M; what a change removes stays in Envoy",
        "for as long, because a request keeps the route that it started with (${DEFAULT-VALUE})"
      })
  private Duration longestUpload = Duration.ZERO;

  @Option(
      names = "--strict-json-from",
      paramLabel = "BYTES",
      description = {
        "read JSON bodies of at least this content-length with a parser that takes less than half of the time",
        "for long ones, but answers 400 to repeated keys and to values nested deeper than 15 (default: none)"
      })
  private @Nullable Long strictJsonFrom;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  RequestLimits limits() {
    try {
      return new RequestLimits(
          maxBytes,
          longestUpload,
          strictJsonFrom == null ? OptionalLong.empty() : OptionalLong.of(strictJsonFrom));
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(
          java.util.Objects.requireNonNull(spec).commandLine(), e.getMessage());
    }
  }
}
