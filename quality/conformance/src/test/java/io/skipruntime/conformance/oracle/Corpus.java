package io.skipruntime.conformance.oracle;

import io.skipruntime.json.Codec;
import io.skipruntime.json.Codecs;
import io.skipruntime.json.Json;
import io.skipruntime.json.TypeReference;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The runs that once failed, each a file: a JSON array of steps, one a line. They are carried out
 * before any random run.
 */
final class Corpus {

  private static final Codec<List<Step>> RUN = Codecs.of(new TypeReference<List<Step>>() {});

  private Corpus() {}

  /** The files, in the order of their names. */
  static List<Path> files() throws IOException, URISyntaxException {
    Path folder = Path.of(Objects.requireNonNull(Corpus.class.getResource("/corpus")).toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  /** The run in a file. */
  static List<Step> read(Path file) throws IOException {
    return RUN.decode(Json.parse(Files.readAllBytes(file)));
  }

  /** A run as the text of a file. */
  static String text(List<Step> run) {
    return RUN.encode(run).asArray().elements().stream()
        .map(Json::toString)
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }
}
