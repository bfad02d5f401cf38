package io.skipruntime.server.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the documentation says about options is what they are. */
final class ConfigurationDocumentTest {

  private static final Path DOCUMENTS = Path.of("..", "..", "docs");

  private static List<String> rows() {
    List<String> rows = new ArrayList<>();
    rows.add(
        row(ServerOptionTable.FILE_OPTION, OptionType.FILE, "", ServerOptionTable.FILE_MEANING));
    ServerOptions defaults = ServerOptions.defaults();
    for (ServerOption<?> option : ServerOptionTable.ALL) {
      rows.add(row(option.name(), option.type(), option.shown(defaults), option.meaning()));
    }
    return rows;
  }

  private static String row(String name, OptionType<?> type, String usually, String meaning) {
    return "| `%s` | %s | %s | %s |"
        .formatted(name, type.label().replace("|", " or "), usually, meaning);
  }

  @Test
  void table_isThatOfTheProgram() throws IOException {
    List<String> documented =
        Files.readAllLines(DOCUMENTS.resolve("configuration.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .toList();

    assertThat(documented)
        .as("docs/configuration.md, whose table is to be:%n%s", String.join("\n", rows()))
        .containsExactlyElementsOf(rows());
  }

  @Test
  void exampleFile_isRead() {
    String file = DOCUMENTS.resolve("deploy").resolve("skip.properties").toString();
    ServerOptions options = Configuration.read(new String[0], Map.of("SKIP_CONFIG", file));

    assertThat(options.requestLog()).contains("stdout");
    assertThat(options.engine().resumeMillis()).isEqualTo(900_000);
  }
}
