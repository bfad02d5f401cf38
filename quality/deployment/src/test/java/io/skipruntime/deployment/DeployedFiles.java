package io.skipruntime.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The files of docs/deploy, and what the documentation says of options. */
final class DeployedFiles {

  private static final Path DOCS = Path.of("..", "..", "docs");
  private static final Pattern OPTION = Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\|");
  private static final YAMLMapper YAML = new YAMLMapper();

  private DeployedFiles() {}

  static Path path(String name) {
    return DOCS.resolve("deploy").resolve(name);
  }

  static String text(String name) throws IOException {
    return Files.readString(path(name));
  }

  static JsonNode json(String name) throws IOException {
    return JsonMapper.shared().readTree(text(name));
  }

  static JsonNode yaml(String name) throws IOException {
    return YAML.readTree(text(name));
  }

  /** The documents of a text of YAML, without those that are empty. */
  static List<JsonNode> documents(String text) throws IOException {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
      return documents.readAll().stream().filter(JsonNode::isObject).toList();
    }
  }

  /** The variables of the environment that the server reads, one for each option. */
  static Set<String> variables() throws IOException {
    return OPTION
        .matcher(Files.readString(DOCS.resolve("configuration.md")))
        .results()
        .map(option -> "SKIP_" + option.group(1).toUpperCase(Locale.ROOT).replace('-', '_'))
        .collect(Collectors.toSet());
  }
}
