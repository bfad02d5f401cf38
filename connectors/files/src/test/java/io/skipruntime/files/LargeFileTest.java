package io.skipruntime.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is larger than the heap of the process that reads it. */
final class LargeFileTest {

  private static final int LINES = 20_000;

  @TempDir Path directory;

  @Test
  void fileThatDoesNotFitTheHeap_isRead_lineByLine() throws Exception {
    Path file = directory.resolve("many.ndjson");
    String line = "{\"text\":\"" + "abcdefgh".repeat(1_000) + "\"}\n";
    try (Writer writer = Files.newBufferedWriter(file)) {
      for (int i = 0; i < LINES; i++) {
        writer.write(line);
      }
    }
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ManyLines.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(said).contains("entries 20000, progress true");
    } finally {
      child.destroyForcibly();
    }
  }
}
