package io.skipruntime.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The client that the page of the groups example brings along is the one that is built here. */
class PageFilesTest {

  private static final Path COPY =
      Path.of("../../examples/src/main/resources/io/skipruntime/examples/groups/page/skip-client");

  private static Map<String, String> scripts(Path directory) throws IOException {
    Map<String, String> scripts = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".js")).toList()) {
        scripts.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return scripts;
  }

  @Test
  void copy_isWhatIsBuilt() throws Exception {
    NpmPackage.require();
    Map<String, String> built = scripts(NpmPackage.DIRECTORY.resolve("dist"));
    built.remove("react.js");
    assertThat(scripts(COPY)).as("after a change, in clients/js: npm run page").isEqualTo(built);
  }
}
