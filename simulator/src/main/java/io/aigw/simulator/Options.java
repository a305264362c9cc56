package io.aigw.simulator;

import io.aigw.simulator.engine.EngineConfig;
import io.aigw.simulator.http.Fault;
import io.aigw.simulator.http.FaultSchedule;
import io.aigw.simulator.http.ServerSettings;
import io.aigw.simulator.time.DurationText;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the command line and the environment say, the command line first.
 *
 * <p>Read by hand: a library for command lines would double the time to start.
 */
final class Options {
  private final Map<Option, String> values;

  private Options(Map<Option, String> values) {
    this.values = values;
  }

  /**
   * Reads options given as {@code --name value} or {@code --name=value}; one that is given again
   * adds to a list.
   *
   * @throws IllegalArgumentException if an option is unknown or has no value
   */
  static Options parse(List<String> arguments, Map<String, String> environment) {
    Map<Option, String> values = new EnumMap<>(Option.class);
    var rest = arguments.iterator();
    while (rest.hasNext()) {
      String argument = rest.next();
      int equals = argument.indexOf('=');
      String flag = equals < 0 ? argument : argument.substring(0, equals);
      Option option =
          Option.of(flag).orElseThrow(() -> new IllegalArgumentException("unknown option " + flag));
      if (equals < 0 && !rest.hasNext()) {
        throw new IllegalArgumentException(flag + " needs a value");
      }
      String value = equals < 0 ? rest.next() : argument.substring(equals + 1);
      values.merge(option, value, (earlier, later) -> earlier + "," + later);
    }
    for (Option option : Option.values()) {
      values.putIfAbsent(option, environment.getOrDefault(option.variable(), option.fallback()));
    }
    return new Options(values);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(text(Option.HOST), integer(Option.PORT));
  }

  /**
   * The settings.
   *
   * @param defaultId the server's name if none is given
   * @throws IllegalArgumentException if a value is wrong
   */
  ServerSettings settings(String defaultId) {
    String fault = text(Option.FAULT);
    return new ServerSettings(
        text(Option.ID).isEmpty() ? defaultId : text(Option.ID),
        list(Option.MODEL),
        list(Option.LORA),
        new EngineConfig(
            new EngineConfig.Batching(
                integer(Option.MAX_NUM_SEQS),
                integer(Option.MAX_NUM_BATCHED_TOKENS),
                integer(Option.MAX_NUM_QUEUED_REQS)),
            new EngineConfig.KvCache(
                integer(Option.BLOCK_SIZE),
                integer(Option.NUM_GPU_BLOCKS),
                read(Option.ENABLE_PREFIX_CACHING, Boolean::parseBoolean)),
            new EngineConfig.Adapters(
                integer(Option.MAX_LORAS), read(Option.LORA_LOAD_TIME, DurationText::parse)),
            new EngineConfig.Timing(
                read(Option.STEP_TIME, DurationText::parse),
                read(Option.PREFILL_TIME_PER_TOKEN, DurationText::parse),
                read(Option.PREFILL_OVERHEAD, DurationText::parse),
                read(Option.LOAD_FACTOR, Double::parseDouble),
                read(Option.JITTER, Double::parseDouble)),
            read(Option.SEED, Long::parseLong)),
        integer(Option.MAX_MODEL_LEN),
        integer(Option.MEAN_OUTPUT_TOKENS),
        new FaultSchedule(
            fault.isEmpty() ? Fault.NONE : read(Option.FAULT, Fault::parse),
            fault.isEmpty() ? 0 : integer(Option.FAULT_EVERY)),
        read(Option.BODY_DIGEST, Boolean::parseBoolean),
        integer(Option.DEBUG_REQUESTS));
  }

  private String text(Option option) {
    return values.getOrDefault(option, option.fallback());
  }

  private List<String> list(Option option) {
    String text = text(option);
    return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
  }

  private int integer(Option option) {
    return read(option, Integer::parseInt);
  }

  private <T> T read(Option option, Function<String, T> reader) {
    try {
      return reader.apply(text(option));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option.flag() + ": " + e.getMessage(), e);
    }
  }
}
