package io.skipruntime.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.clients.NpmPackage.Result;
import io.skipruntime.examples.groups.GroupsService;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code in the documents of the package for Python runs, and prints what they say. */
class PythonDocumentTest {

  private static final Path DOCUMENTS = Path.of("../../docs");

  @TempDir private Path directory = Path.of("");

  private static String code(String document) throws IOException {
    return Pattern.compile("^```python\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE)
        .matcher(Files.readString(DOCUMENTS.resolve(document)))
        .results()
        .map(block -> block.group(1))
        .collect(Collectors.joining());
  }

  private String printed(String code) throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("document.py"), code);
    Result run = PythonPackage.run(Map.of(), file.toString());
    assertThat(run.succeeded()).as(run.output()).isTrue();
    return run.output();
  }

  @Test
  void codeOfTheClient_printsWhatTheDocumentSays() throws Exception {
    PythonPackage.require();
    try (SkipServer server =
        SkipServer.start(new GroupsService(), ServerOptions.defaults().withPorts(0, 0))) {
      String code =
          code("python.md")
              .replace("127.0.0.1:8080", "127.0.0.1:" + server.streamingPort())
              .replace("127.0.0.1:8081", "127.0.0.1:" + server.controlPort());
      assertThat(printed(code))
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

  @Test
  void codeOfServices_printsWhatTheDocumentSays() throws Exception {
    PythonPackage.require();
    String refusal =
        "remembers uses the global CACHE, a dict, which can change; give it what it needs as"
            + " arguments, or make it a constant";
    assertThat(Files.readString(DOCUMENTS.resolve("python-services.md"))).contains(refusal);
    assertThat(printed(code("python-services.md")))
        .isEqualTo(
            "[{'amount': 12, 'by': 'ben', 'item': 'vase'}]\n"
                + refusal
                + "\n[(1001, 2)]\n{1001: [1]}\n");
  }
}
