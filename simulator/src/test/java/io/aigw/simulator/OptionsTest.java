package io.aigw.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aigw.simulator.http.ServerSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

  @Test
  void withoutOptionsItTakesEveryModelOnPort8080() {
    Options options = Options.parse(List.of(), Map.of());
    assertThat(options.address().getPort()).isEqualTo(8080);
    assertThat(options.address().getAddress().isAnyLocalAddress()).isTrue();
    ServerSettings settings = options.settings("me");
    assertThat(settings.id()).isEqualTo("me");
    assertThat(settings.models()).isEmpty();
  }

  @Test
  void theCommandLineComesBeforeTheEnvironment() {
    Options options =
        Options.parse(
            List.of("--model", "a", "--model=b,c", "--step-time", "2ms", "--id", "x"),
            Map.of(
                "SIMULATOR_STEP_TIME", "9ms",
                "SIMULATOR_MAX_NUM_SEQS", "3",
                "SIMULATOR_ENABLE_PREFIX_CACHING", "false"));
    ServerSettings settings = options.settings("me");
    assertThat(settings.id()).isEqualTo("x");
    assertThat(settings.models()).containsExactly("a", "b", "c");
    assertThat(settings.engine().timing().step()).isEqualTo(Duration.ofMillis(2));
    assertThat(settings.engine().batching().maxSequences()).isEqualTo(3);
    assertThat(settings.engine().kvCache().prefixCaching()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--nonsense=1",
        "--port",
        "--max-num-seqs=x",
        "--max-num-seqs=0",
        "--step-time=5",
        "--fault=fire",
        "--jitter=2",
        "--max-model-len=10000000",
        "--max-loras=0,--lora=a"
      })
  void refusesWhatIsWrong(String arguments) {
    assertThatThrownBy(
            () -> Options.parse(List.of(arguments.split(",", -1)), Map.of()).settings("me"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
