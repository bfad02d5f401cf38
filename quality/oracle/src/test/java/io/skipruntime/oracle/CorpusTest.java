package io.skipruntime.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each difference that was ever found, as a shrunk case, whether in contents or in reasons. */
class CorpusTest {

  static List<Path> cases() throws IOException, URISyntaxException {
    Path corpus = Path.of(Objects.requireNonNull(CorpusTest.class.getResource("/corpus")).toURI());
    try (Stream<Path> files = Files.list(corpus)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void foundCase_makesNoDifferenceAnyMore(Path file) throws IOException {
    Case found = CaseReader.read(Files.readString(file));
    for (Settings settings : Settings.ALL) {
      assertThat(Trial.run(found.in(settings), true).difference())
          .as(settings.toString())
          .isEmpty();
    }
  }
}
