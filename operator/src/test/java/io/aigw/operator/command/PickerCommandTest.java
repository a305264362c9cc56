package io.aigw.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PickerCommandTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "--pool=llama | 'llama' is not NAMESPACE/NAME[:PORT]",
        "--pool=a/b:0 | 'a/b:0' is not NAMESPACE/NAME[:PORT]",
        "--pool=a/b:grpc | 'a/b:grpc' is not NAMESPACE/NAME[:PORT]",
        "--pool=a/b --pool=a/c | several pools need a port each: --pool a/b:9002 --pool a/c:9004",
        "--pool=a/b:9002 --pool=a/c:9002 | port 9002 is taken twice: --pool a/b:9002 --pool a/c:9004",
        "--pool=a/b:9003 | port 9003 is taken twice: --pool a/b:9002",
        "--pool=a/b:1 --pool=a/b:2 | a pool is named twice",
        "--pool=a/b --endpoints=0 | --endpoints and --max-request-bytes must be positive",
        "--pool=a/b --hold-back=-PT1S | --hold-back is negative: PT-1S",
        "--pool=a/b --plaintext --cert-path=. | are mutually exclusive",
        "--health-port=9003 | Missing required option: '--pool=NAMESPACE/NAME[:PORT]'"
      })
  void whatCannotBeServedIsToldWithWhatCan(String options, String told) {
    StringWriter errors = new StringWriter();
    String[] arguments = ("picker " + options).split(" ", -1);

    int code =
        RootCommand.commandLine(arguments).setErr(new PrintWriter(errors, true)).execute(arguments);

    assertThat(code).isEqualTo(2);
    assertThat(errors.toString()).contains(told);
  }
}
