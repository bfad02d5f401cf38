package io.skipruntime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.cli.Shell.Ended;
import io.skipruntime.server.options.SecurityOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of tokens that commands are given. */
final class SecretFilesTest {

  private static final String SECRET = "hunter2-hunter2-hunter2-hunter2-hunter2";

  private final Shell shell = new Shell();
  @TempDir private Path directory;

  @AfterEach
  void close() {
    shell.close();
  }

  private String refused(String option, Path file) {
    Ended ended = shell.run("get", "notes", option, file.toString());
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out() + ended.err()).doesNotContain("hunter2", "\tat ");
    assertThat(ended.err()).contains(option + " " + file);
    return ended.err();
  }

  @Test
  void fileOfAToken_isNotShown_whenItCannotBeUsed() throws Exception {
    Path file = directory.resolve("token");
    for (String option : List.of("--token-file", "--user-token-file")) {
      Files.writeString(file, "\n" + SECRET + "\u0001");
      assertThat(refused(option, file)).contains(file + ":2: a token has no control characters");
      Files.writeString(file, SECRET + "ü");
      assertThat(refused(option, file)).contains(file + ":1: ");
      Files.write(file, new byte[] {'h', (byte) 0xff});
      assertThat(refused(option, file)).contains("not a text in UTF-8");
      Files.writeString(file, "\n");
      assertThat(refused(option, file)).contains("the file is empty");
      assertThat(refused(option, directory)).contains("it cannot be read");
      assertThat(refused(option, directory.resolve("none"))).contains("there is no such file");
    }
  }

  @Test
  void byteOrderMark_isNoPartOfTheToken() throws Exception {
    Path file = Files.writeString(directory.resolve("token"), "\ufeff" + SECRET + "\r\n");
    try (Shell secured = new Shell(SecurityOptions.defaults().withControlToken(SECRET))) {
      assertThat(secured.run("get", "notes", "--token-file", file.toString()).code()).isZero();
    }
  }
}
