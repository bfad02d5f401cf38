package io.skipruntime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeepValuesTest {

  @Test
  void everyRecursion_hasStackEnough_whenTheJvmHasNotCompiledIt() throws Exception {
    assertThat(outputOf(interpreted())).endsWith("status 0");
  }

  private static Process interpreted() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xint",
            "-cp",
            System.getProperty("java.class.path"),
            DeepValues.class.getName())
        .redirectErrorStream(true)
        .start();
  }

  private static String outputOf(Process process) throws Exception {
    try (InputStream output = process.getInputStream()) {
      String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return text + "status " + process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void of_refusesWhatNoDocumentCanHold_beforeItIsLookedInto() {
    Json json = Json.array();
    Object list = List.of();
    for (int i = 1; i < 100_000; i++) {
      json = Json.array(json);
      list = new ArrayList<>(List.of(list));
    }
    Json deepJson = json;
    Object deepList = list;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CanonicalValue.of(deepJson))
        .withMessageEndingWith("a value nested more than 500 deep");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CanonicalKey.stored(deepList))
        .withMessageContaining("a value nested more than 500 deep");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CanonicalKey.of(deepList))
        .withMessageContaining("a value nested more than 512 deep");
  }

  @Test
  void of_takesWhatADocumentAroundItCanHold() {
    Json json = Json.array();
    for (int i = 1; i < 500; i++) {
      json = Json.array(json);
    }
    Json stored = (Json) CanonicalValue.of(json);
    assertThat(Json.parse("[[1,[" + stored + "]]]").asArray().size()).isEqualTo(1);
  }
}
