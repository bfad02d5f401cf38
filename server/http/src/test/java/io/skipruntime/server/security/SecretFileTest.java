package io.skipruntime.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of secrets: what is read, and that nothing of them is ever shown. */
final class SecretFileTest {

  private static final String SECRET = "hunter2-hunter2-hunter2";

  @TempDir private Path directory;

  private String file(String text) throws Exception {
    return file(text.getBytes(StandardCharsets.UTF_8));
  }

  private String file(byte[] bytes) throws Exception {
    return Files.write(directory.resolve("file"), bytes).toString();
  }

  private static SecretFileException failure(String file) {
    SecretFileException failure =
        catchThrowableOfType(
            SecretFileException.class, () -> SecretFile.secrets("token-file", file, 16));
    StringWriter shown = new StringWriter();
    failure.printStackTrace(new PrintWriter(shown, true));
    assertThat(shown.toString()).doesNotContain("hunter2");
    assertThat(failure).hasMessageStartingWith("token-file " + file).hasNoCause();
    return failure;
  }

  @Test
  void byteOrderMark_isNoPartOfTheSecret() throws Exception {
    assertThat(SecretFile.secrets("token-file", file("\ufeff" + SECRET + "\r\n"), 16))
        .containsExactly(SECRET);
  }

  @Test
  void controlCharacter_isRefused_withItsLine() throws Exception {
    assertThat(failure(file(SECRET + "\n" + SECRET + "\u0001")))
        .hasMessageContaining(":2: the line has a control character");
  }

  @Test
  void whatIsTooShort_orNotUtf8_orEmpty_isRefused() throws Exception {
    assertThat(failure(file(SECRET + "\nhunter2"))).hasMessageContaining(":2: a secret must");
    byte[] bytes = (SECRET + "?").getBytes(StandardCharsets.US_ASCII);
    bytes[bytes.length - 1] = (byte) 0xff;
    assertThat(failure(file(bytes))).hasMessageContaining("not a text in UTF-8");
    assertThat(failure(file("\n \n"))).hasMessageContaining("has no secret");
  }

  @Test
  void keysThatCannotBeRead_areNotShown() throws Exception {
    for (String text : new String[] {"{hunter2", "{\"keys\":[{\"kty\":\"hunter2\"}]}", "hunter2"}) {
      String file = file(text);
      SecretFileException failure =
          catchThrowableOfType(SecretFileException.class, () -> TokenKeys.ofFile(file));
      assertThat(failure).hasMessageStartingWith("jwt-keys-file " + file).hasNoCause();
      assertThat(failure.getMessage()).doesNotContain("hunter2");
    }
  }

  /** What is logged while secrets are read. */
  private static String logged(String option, String file) throws SecretFileException {
    StringBuilder lines = new StringBuilder();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines
                .append(line.getLevel())
                .append(' ')
                .append(new SimpleFormatter().formatMessage(line));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(SecretFile.class.getName());
    logger.addHandler(handler);
    try {
      assertThat(SecretFile.secrets(option, file, 1)).isNotEmpty();
    } finally {
      logger.removeHandler(handler);
    }
    return lines.toString();
  }

  @Test
  void fileOfSecretsThatOthersMayRead_isWarnedOf_withoutItsContent() throws Exception {
    Path file = Path.of(file(SECRET));
    for (String option : new String[] {"control-token-file", "jwt-secret-file"}) {
      for (String mode : new String[] {"rw-r-----", "rw----r--"}) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        assertThat(logged(option, file.toString()))
            .isEqualTo(
                "WARNING %s %s: users other than its owner may read it; chmod 600 keeps it secret",
                option, file);
      }
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      assertThat(logged(option, file.toString())).isEmpty();
    }
  }
}
