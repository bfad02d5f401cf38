package io.skipruntime.server.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the options classes owe, whatever option is changed. */
final class OptionsTest {

  /** Texts of which every option takes at least one that is not its default. */
  private static final List<String> TEXTS =
      List.of(
          "7", "https://app.example.org", "2048", "true", "false", "shards", "jdk", "s".repeat(40));

  @Test
  void with_changesOneOption_andKeepsTheOthersThatWereChanged() {
    ServerOptions all = ServerOptions.defaults();
    List<ServerOption<?>> changed = new ArrayList<>();
    for (ServerOption<?> option : ServerOptionTable.ALL) {
      if (!option.name().equals("host")) {
        ServerOptions before = all;
        all = withAnother(option, before);
        assertThat(option.isSame(all, before)).as(option.name()).isFalse();
        assertThat(option.isSame(before, ServerOptions.defaults())).as(option.name()).isTrue();
        changed.add(option);
        for (ServerOption<?> each : changed) {
          assertThat(each.isSame(all, ServerOptions.defaults())).as(each.name()).isFalse();
        }
      }
    }
  }

  private static ServerOptions withAnother(ServerOption<?> option, ServerOptions options) {
    List<String> refusals = new ArrayList<>();
    for (String text : TEXTS) {
      try {
        ServerOptions others = option.set(options, text);
        if (!option.isSame(others, options)) {
          return others;
        }
      } catch (IllegalArgumentException e) {
        refusals.add(e.getMessage());
      }
    }
    throw new AssertionError(option.name() + " takes none of " + TEXTS + ": " + refusals);
  }
}
