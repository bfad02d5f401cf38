package io.skipruntime.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.clients.NpmPackage.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The code in the documents of the client compiles. */
class DocumentsTest {

  /** Where the compiler finds the package by its own name, and the types of React. */
  private static final Path PROJECT = NpmPackage.DIRECTORY.resolve("dist-test/documents");

  private static final String GIVEN =
      """
      import type { SkipClient } from "@skipruntime-jvm/client";
      declare const client: SkipClient;
      declare const root: { render(element: unknown): void };
      """;

  private static String blocks(String document, String language) {
    return Pattern.compile("^```" + language + "\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE)
        .matcher(document)
        .results()
        .map(block -> block.group(1))
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../docs/clients.md", "../../clients/js/README.md"})
  void code_compiles(String path) throws IOException, InterruptedException {
    NpmPackage.require();
    String document = Files.readString(Path.of(path));
    Files.createDirectories(PROJECT);
    String typeScript = blocks(document, "ts");
    String react = blocks(document, "tsx");
    assertThat(typeScript).contains("@skipruntime-jvm/client");
    assertThat(react).contains("@skipruntime-jvm/client/react");
    Files.writeString(PROJECT.resolve("plain.ts"), typeScript);
    Files.writeString(PROJECT.resolve("component.tsx"), GIVEN + react);
    Result compiled =
        NpmPackage.compile(
            PROJECT,
            List.of(
                "--noEmit",
                "--strict",
                "--target",
                "es2022",
                "--module",
                "nodenext",
                "--jsx",
                "react-jsx",
                "--types",
                "react",
                "plain.ts",
                "component.tsx"));
    assertThat(compiled.output()).isEmpty();
  }
}
