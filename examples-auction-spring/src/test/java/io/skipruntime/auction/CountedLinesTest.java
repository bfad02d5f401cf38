package io.skipruntime.auction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the documents say of the lines of both auctions is what the script counts. */
final class CountedLinesTest {

  private static Map<String, Integer> counted() throws IOException, InterruptedException {
    Process count = new ProcessBuilder("./count").redirectErrorStream(true).start();
    String said = new String(count.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(count.waitFor()).as(said).isZero();
    return said.lines()
        .map(line -> line.split(": ", 2))
        .collect(Collectors.toMap(parts -> parts[0], parts -> Integer.valueOf(parts[1])));
  }

  @Test
  void document_saysTheLinesThatAreCounted() throws Exception {
    Map<String, Integer> counted = counted();
    assertThat(counted.get("with Skip")).isLessThan(counted.get("by hand"));
    assertThat(Files.readString(Path.of("../docs/spring.md")).replaceAll("\\s+", " "))
        .contains(
            "%d lines with Skip and %d by hand, beside %d that both have"
                .formatted(
                    counted.get("with Skip"), counted.get("by hand"), counted.get("in both")));
  }
}
