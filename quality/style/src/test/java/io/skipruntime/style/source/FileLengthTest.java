package io.skipruntime.style.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Sample;
import org.junit.jupiter.api.Test;

class FileLengthTest {

  private static final String PATH = "json/src/main/java/p/A.java";

  @Test
  void findsAFileOf801Lines() {
    assertThat(Sample.violations(new FileLength(), PATH, "\n".repeat(801)))
        .singleElement()
        .hasToString(PATH + ": 801 lines");
  }

  @Test
  void acceptsAFileOf800Lines() {
    assertThat(Sample.violations(new FileLength(), PATH, "\n".repeat(800))).isEmpty();
  }
}
