package io.skipruntime.server.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read without the parser is what the parser would read. */
final class CommandLineArgumentsTest {

  private static String[] words(String line) {
    return line.isEmpty() ? new String[0] : line.split(" ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--control-port 9000 --streaming-port=9001",
        "--config=a=b --data x",
        "--strict=true --inspect true --cors-origin https://a.example.org,https://b.example.org"
      })
  void flagsWithTheirValues_needNoParser_andSayTheSame(String line) {
    List<String> mistakes = new ArrayList<>();
    CommandLineArguments parsed = CommandLineArguments.parsed(words(line), mistakes);
    assertThat(mistakes).isEmpty();
    assertThat(CommandLineArguments.plain(words(line))).contains(parsed.settings());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "-h",
        "--control-port",
        "--control-port=",
        "--control-port --data x",
        "--data @file",
        "--data \"x",
        "--strict",
        "--strict --data x",
        "--no-such-option 1",
        "--data x --data y",
        "data x",
        "data=x",
        "x"
      })
  void anythingElse_isForTheParser(String line) {
    assertThat(CommandLineArguments.plain(words(line))).isEmpty();
  }

  @Test
  void whatIsReadWithoutTheParser_isInItsOrder() {
    assertThat(
            CommandLineArguments.read(
                words("--streaming-port 2 --control-port 1"), new ArrayList<>()))
        .isEqualTo(
            new CommandLineArguments(
                List.of(
                    new Setting("streaming-port", "2", "--streaming-port"),
                    new Setting("control-port", "1", "--control-port")),
                false));
  }
}
