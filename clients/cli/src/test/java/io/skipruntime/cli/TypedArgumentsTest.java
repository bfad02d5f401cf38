package io.skipruntime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What was typed is what is written, or the command is refused. */
final class TypedArgumentsTest {

  private static byte[] commandLine(byte[]... words) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (byte[] word : words) {
      line.writeBytes(word);
      line.write(0);
    }
    return line.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String[] words(String... words) {
    return words;
  }

  @Test
  void arguments_areTakenFromTheSystem_whereTheJvmHasReplacedCharacters() {
    Optional<byte[]> line =
        Optional.of(commandLine(bytes("java"), bytes("put"), bytes("kö"), bytes("what?")));
    assertThat(TypedArguments.exact(words("put", "k??", "what?"), false, line))
        .containsExactly("put", "kö", "what?");
    assertThat(TypedArguments.exact(words("put", "k\uFFFD\uFFFD", "what?"), true, line))
        .containsExactly("put", "kö", "what?");
  }

  @Test
  void arguments_areLeftAsTheyAre_whereNothingCanHaveBeenReplaced() {
    assertThat(TypedArguments.exact(words("put", "kö", "what?"), true, Optional.empty()))
        .containsExactly("put", "kö", "what?");
    assertThat(TypedArguments.exact(words("put", "k"), false, Optional.empty()))
        .containsExactly("put", "k");
  }

  @Test
  void argument_thatCannotBeKnown_isRefused() {
    Optional<byte[]> latin1 =
        Optional.of(commandLine(bytes("java"), "k\u00f6".getBytes(StandardCharsets.ISO_8859_1)));
    for (String argument : words("k?", "k\uFFFD", "k\u00f6")) {
      assertThatThrownBy(() -> TypedArguments.exact(words(argument), false, Optional.empty()))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("argument 1 has characters that cannot be read exactly");
      assertThatThrownBy(() -> TypedArguments.exact(words(argument), false, latin1))
          .isInstanceOf(UsageException.class);
    }
  }
}
