package io.skipruntime.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of tokens and passwords: what is read, and that nothing of them is ever shown. */
final class SecretFileTest {

  private static final String SECRET = "hunter2-hunter2";

  @TempDir private Path directory;

  private Path file(String text) throws Exception {
    return Files.writeString(directory.resolve("secret"), text);
  }

  /** What is said of a file, as a token's and as a password's. */
  private static String failure(Path file) {
    String token = shown(() -> SecretFile.token("--token-file", file));
    String password = shown(() -> SecretFile.password("--token-file", file));
    assertThat(token).startsWith("--token-file " + file);
    assertThat(password).startsWith("--token-file " + file);
    return token + "\n" + password;
  }

  private static String shown(org.assertj.core.api.ThrowableAssert.ThrowingCallable reading) {
    IllegalArgumentException failure =
        catchThrowableOfType(IllegalArgumentException.class, reading);
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace, true));
    assertThat(trace.toString()).doesNotContain("hunter2");
    assertThat(failure).hasNoCause();
    return String.valueOf(failure.getMessage());
  }

  @Test
  void secret_isTheFirstLine_withoutByteOrderMarkAndLineEnd() throws Exception {
    Path file = file("\ufeff\n" + " " + SECRET + " \r\nmore\n");
    assertThat(SecretFile.token("--token-file", file)).isEqualTo(SECRET);
    assertThat(SecretFile.password("password", file)).isEqualTo(" " + SECRET + " ");
    assertThat(SecretFile.password("password", file("grüße"))).isEqualTo("grüße");
  }

  @Test
  void lineThatNoSecretHas_isRefused_withItsNumber() throws Exception {
    assertThat(failure(file("\n" + SECRET + "\u0001")))
        .contains(":2: a token has no control", ":2: a password has no control");
    assertThat(failure(file(SECRET + "\u0000"))).contains(":1: a token", ":1: a password");
    Path umlaut = file(SECRET + "ü");
    assertThat(shown(() -> SecretFile.token("--token-file", umlaut)))
        .contains(":1: a token has no control characters, and none beyond ASCII");
  }

  @Test
  void whatCannotBeRead_isNamed() throws Exception {
    assertThat(failure(file(""))).contains("the file is empty");
    assertThat(failure(file("\ufeff \n\n"))).contains("the file is empty");
    assertThat(failure(directory)).contains("it cannot be read: ");
    assertThat(failure(directory.resolve("none"))).contains("there is no such file");
    assertThat(failure(file("x".repeat((1 << 20) + 1)))).contains("more than 1 MiB");
    byte[] bytes = (SECRET + "?").getBytes(StandardCharsets.US_ASCII);
    bytes[bytes.length - 1] = (byte) 0xff;
    assertThat(failure(Files.write(directory.resolve("latin"), bytes)))
        .contains("it is not a text in UTF-8");
  }

  @Test
  void tokenThatAProgramGives_isNotShown_whenNoHeaderCanHaveIt() {
    for (String token : new String[] {"\ufeff" + SECRET, SECRET + "\n", SECRET + "\u0001", ""}) {
      assertThatThrownBy(() -> BrokerOptions.defaults().withControlToken(token))
          .isInstanceOf(IllegalArgumentException.class)
          .hasNoCause()
          .hasMessageNotContaining("hunter2");
      try (SkipServiceBroker broker = new SkipServiceBroker(Entrypoint.local(1, 1))) {
        assertThatThrownBy(() -> broker.onBehalfOf(token))
            .isInstanceOf(IllegalArgumentException.class)
            .hasNoCause()
            .hasMessageNotContaining("hunter2");
      }
    }
  }
}
