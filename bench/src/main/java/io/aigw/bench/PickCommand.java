package io.aigw.bench;

import io.aigw.bench.pick.Decision;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;

/** Measures the choice of an endpoint. */
@Command(
    name = "pick",
    description = "Measures the choice of an endpoint of a pool, without what is around it (JMH).",
    mixinStandardHelpOptions = true)
final class PickCommand implements Callable<Integer> {

  @Override
  public Integer call() throws RunnerException {
    new Runner(new OptionsBuilder().include(Decision.class.getName()).build()).run();
    return 0;
  }
}
