package io.aigw.operator.kubernetes.status;

import io.aigw.status.Condition;
import java.util.List;
import java.util.Optional;

/** What is known of the objects that run a Gateway's Envoys. */
public sealed interface Provision {

  /** Somebody else runs them: nothing is to be said. */
  record Elsewhere() implements Provision {}

  /** Nothing is known yet: what was said before still stands. */
  record Unsettled() implements Provision {}

  /**
   * This is.
   *
   * @param addresses where the Gateway is reached
   * @param accepted in place of the compiler's word, where what is asked for cannot be made
   * @param obstacle why the Gateway is not programmed, whatever its Envoys say; empty: nothing is
   *     in the way
   */
  record Known(
      List<GatewayAddress> addresses, Optional<Condition> accepted, Optional<Condition> obstacle)
      implements Provision {
    public Known {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * An address as a Gateway's status has it.
   *
   * @param type {@code IPAddress} or {@code Hostname}
   */
  record GatewayAddress(String type, String value) {
    public static GatewayAddress ip(String value) {
      return new GatewayAddress("IPAddress", value);
    }

    public static GatewayAddress hostname(String value) {
      return new GatewayAddress("Hostname", value);
    }
  }
}
