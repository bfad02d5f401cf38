package io.skipruntime.style.document;

import io.skipruntime.style.project.Project;
import java.util.stream.Stream;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;

/**
 * A parsed Markdown file of the project.
 *
 * @param path the path of the file
 * @param content its root node
 */
record Markdown(String path, Node content) {

  static Stream<Markdown> of(Project project) {
    Parser parser = Parser.builder().build();
    return project.texts().entrySet().stream()
        .filter(file -> file.getKey().endsWith(".md"))
        .map(file -> new Markdown(file.getKey(), parser.parse(file.getValue())));
  }
}
