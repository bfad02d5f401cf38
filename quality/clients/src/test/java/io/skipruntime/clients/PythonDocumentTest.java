package io.skipruntime.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.clients.NpmPackage.Result;
import io.skipruntime.examples.groups.GroupsService;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code in the document of the package for Python runs, and prints what the document says. */
class PythonDocumentTest {

  private static final Path DOCUMENT = Path.of("../../docs/python.md");

  @TempDir private Path directory = Path.of("");

  private static String code(SkipServer server) throws Exception {
    return Pattern.compile("^```python\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE)
        .matcher(Files.readString(DOCUMENT))
        .results()
        .map(block -> block.group(1))
        .collect(Collectors.joining())
        .replace("127.0.0.1:8080", "127.0.0.1:" + server.streamingPort())
        .replace("127.0.0.1:8081", "127.0.0.1:" + server.controlPort());
  }

  @Test
  void code_runs_andPrintsWhatTheDocumentSays() throws Exception {
    PythonPackage.require();
    try (SkipServer server =
        SkipServer.start(new GroupsService(), ServerOptions.defaults().withPorts(0, 0))) {
      Path file = Files.writeString(directory.resolve("document.py"), code(server));
      Result run = PythonPackage.run(Map.of(), file.toString());
      assertThat(run.succeeded()).as(run.output()).isTrue();
      assertThat(run.output())
          .isEqualTo(
              """
              (1,)
              1
              ()
              1001 (1,)
              [1]
              {1001: [1]}
              1001 (1,) → (1, 2)
              1002 () → (2,)
              (2,)
              live None
              {1001: [1]}
              invalid-entries /0/1/0/name
              """);
    }
  }
}
