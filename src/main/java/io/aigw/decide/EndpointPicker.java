package io.aigw.decide;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The endpoint picker protocol of the Gateway API Inference Extension (its proposal 004) for one
 * pool: any gateway that speaks it can ask. There is a stream for each request, which lasts as long
 * as the request does where the gateway shows the response too; for so long the request counts as
 * in flight at its endpoint.
 *
 * <p>Bodies may come {@code FULL_DUPLEX_STREAMED}, as the protocol wants it, or {@code BUFFERED}; a
 * gateway that does not say how is taken for one that does the former. Those that come in other
 * ways, or not at all, are not looked at.
 *
 * <p>Never blocking: to be served with a direct executor. A stream takes its next message when what
 * it has to say is on its way, and holds a body at most once, up to the limit.
 */
public final class EndpointPicker implements BindableService {

  private final Supplier<Optional<ServedPool>> pool;
  private final Limits limits;
  private final LongSupplier nanos;
  private final RandomGenerator random;

  /**
   * What it keeps to.
   *
   * @param bodyBytes how much of a body is read for its model. A longer one gets 413 where the
   *     model must be known, and goes on without that being known where it need not
   * @param endpoints how many a gateway is told for one request, the best first. More than one is
   *     for gateways that try them in turn: others take no list
   */
  public record Limits(int bodyBytes, int endpoints) {
    public Limits {
      if (bodyBytes < 1 || endpoints < 1) {
        throw new IllegalArgumentException("limits must be positive");
      }
    }
  }

  /**
   * A picker.
   *
   * @param pool what is known of it now; empty: nothing yet, so that the gateway has to do what it
   *     does without a picker
   * @param nanos a clock of which only differences mean something, in nanoseconds
   * @param random for use by several threads
   */
  public EndpointPicker(
      Supplier<Optional<ServedPool>> pool,
      Limits limits,
      LongSupplier nanos,
      RandomGenerator random) {
    this.pool = pool;
    this.limits = limits;
    this.nanos = nanos;
    this.random = random;
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ExternalProcessing.service((call, metadata) -> new PickerExchange(call, this));
  }

  Optional<ServedPool> pool() {
    return pool.get();
  }

  Limits limits() {
    return limits;
  }

  long nanos() {
    return nanos.getAsLong();
  }

  RandomGenerator random() {
    return random;
  }
}
