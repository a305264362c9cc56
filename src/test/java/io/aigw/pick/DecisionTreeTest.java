package io.aigw.pick;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.pick.Pick.Chosen;
import io.aigw.pick.Pick.Shed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases that the endpoint picker v0.2.0 was tested with, and what may come of each. */
class DecisionTreeTest {

  private final DecisionTree tree = new DecisionTree();
  private final RandomGenerator random = new SplittableRandom(1);

  /** Servers are waiting/cache use/adapters, and are numbered from 1. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      fewest waiting, least cache      | my-model | critical  | 0 | 3/.2 0/.1 10/.2                             | 2
      adapter, few waiting             | lora     | critical  | 0 | 0/.2/foo,bar 0/.1/foo,lora 10/.2/foo,bar    | 2
      adapter where too many wait      | lora     | critical  | 0 | 10/.2/foo,bar 200/.1/foo,lora 6/.2/foo      | 3
      sheddable, all above a threshold | lora     | sheddable | 0 | 6/.2/lora 0/.85/lora 10/.9/lora             | shed
      sheddable, one has room          | lora     | sheddable | 0 | 4/.2/lora 0/.85/lora 10/.9/lora             | 1
      critical, full cache             | direct   | critical  | 0 | 4/.2 0/.85 10/.9                            | 2
      adapter before waiting           | critical | critical  | 2 | 0/.2/foo,bar 3/.1/foo,critical 10/.2/foo    | 2
      sheddable, few waiting           | critical | sheddable | 2 | 0/.2/foo,bar 3/.1/foo,critical 10/.2/foo    | 1
      sheddable, nobody has room       | critical | sheddable | 2 | 10/.9 3/.85 10/.85                          | shed
      even share of waiting            | m        | critical  | 0 | 0/.2 3/.2 10/.2                             | 1 2
      even share of cache use          | m        | critical  | 0 | 0/0 0/.3 0/1.0                              | 1 2
      room for the adapter             | lora     | critical  | 2 | 0/.2/foo,bar 0/.2/foo                       | 2
      """)
  void chooses(
      String name,
      String model,
      String criticality,
      int maxAdapters,
      String servers,
      String wanted) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (String server : servers.split(" ", -1)) {
      endpoints.add(endpoint(endpoints.size() + 1, server.split("/", -1), maxAdapters));
    }
    Question question = new Question(model, criticality.equals("sheddable"), Optional.empty());
    Set<String> chosen = new TreeSet<>();
    int outsiders = 0;
    for (int i = 0; i < 2_000; i++) {
      String answer =
          switch (tree.pick(endpoints, question, random)) {
            case Chosen(Endpoint endpoint, String _) -> endpoint.address();
            case Shed() -> "shed";
            case Pick.Unknown(), Pick.NoEndpoint() -> "none";
          };
      if (List.of(wanted.split(" ", -1)).contains(answer)) {
        chosen.add(answer);
      } else {
        outsiders++;
      }
    }
    assertThat(chosen).containsExactlyInAnyOrder(wanted.split(" ", -1));
    assertThat(outsiders)
        .as("one of 1,000 goes where there is room for the adapter")
        .isLessThan(20);
  }

  @Test
  void oneOfAThousandMakesAnAdapterKnownElsewhere() {
    List<Endpoint> endpoints =
        List.of(
            endpoint(1, new String[] {"0", "0", "lora"}, 2),
            endpoint(2, new String[] {"0", "0", "foo"}, 2));
    int elsewhere = 0;
    for (int i = 0; i < 100_000; i++) {
      if (tree.pick(endpoints, new Question("lora", false, Optional.empty()), random)
              instanceof Chosen(Endpoint endpoint, String _)
          && endpoint.address().equals("2")) {
        elsewhere++;
      }
    }
    assertThat(elsewhere).isBetween(50, 200);
  }

  private static Endpoint endpoint(int number, String[] said, int maxAdapters) {
    Endpoint endpoint = new Endpoint(Integer.toString(number));
    endpoint.said(
        new Signals(
            Integer.parseInt(said[0]),
            0,
            Double.parseDouble(said[1]),
            maxAdapters,
            said.length > 2 ? Set.of(said[2].split(",", -1)) : Set.of(),
            0));
    return endpoint;
  }
}
