package io.aigw.pick;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestsTest {

  private static final Outcome SERVED = new Outcome("10.0.0.1:80", 200, Duration.ofMillis(30));

  private final AtomicLong now = new AtomicLong();
  private final Requests requests = new Requests(now::get, new Random(1));
  private final Endpoint endpoint = new Endpoint("10.0.0.1:80");

  @Test
  void oneThatIsOverCountsNoMoreAndIsOverOnce() {
    String first = send("a");
    send("a");
    assertThat(endpoint.inFlight()).isEqualTo(2);

    requests.over(first, SERVED);
    requests.over(first, SERVED);
    requests.over("not one of these", SERVED);
    assertThat(endpoint.inFlight()).isEqualTo(1);
    assertThat(endpoint.answered()).isEqualTo(1);
    assertThat(endpoint.firstByteMillis()).isEqualTo(30);
  }

  @Test
  void whatAnotherEndpointOrNoneAnsweredHasFailedHere() {
    for (Outcome outcome :
        List.of(
            new Outcome("10.0.0.2:80", 200, Duration.ZERO),
            new Outcome("10.0.0.1:80", 503, Duration.ZERO),
            new Outcome("", 0, Duration.ZERO))) {
      requests.over(send("a"), outcome);
    }
    requests.over(send("a"), new Outcome("10.0.0.1:80", 404, Duration.ZERO));

    assertThat(endpoint.failed()).isEqualTo(3);
    assertThat(endpoint.answered()).isEqualTo(1);
  }

  @Test
  void whoIsGoneTakesItsRequestsWithItAndNoOthers() {
    send("a");
    String others = send("b");

    requests.gone("a");
    assertThat(endpoint.inFlight()).isEqualTo(1);
    requests.cancelled(others);
    assertThat(endpoint.inFlight()).isZero();
    assertThat(endpoint.answered()).isZero();
  }

  @Test
  void whatIsNeverToldOverIsGivenUp() {
    send("a");
    now.addAndGet(Duration.ofMinutes(9).toNanos());
    send("a");
    now.addAndGet(Duration.ofMinutes(2).toNanos());

    requests.forget();
    assertThat(endpoint.inFlight()).isEqualTo(1);
  }

  @Test
  void moreThanCanBeUnderWayAreNotCounted() {
    for (int i = 0; i < 300_000; i++) {
      endpoint.take();
      requests.sent(endpoint, "a");
    }
    assertThat(endpoint.inFlight()).isEqualTo(200_000);
  }

  private String send(String by) {
    endpoint.take();
    return requests.sent(endpoint, by).orElseThrow();
  }
}
