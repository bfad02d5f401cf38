package io.skipruntime.style.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Sample;
import io.skipruntime.style.project.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompiledSnippetsTest {

  private static final String PATH = "examples/src/main/java/p/Sum.java";
  private static final String SOURCE =
      """
      class Sum {
        // region add
        int add(int a, int b) {
          return a + b;
        }
        // endregion
      }
      """;
  private static final String ADD =
      """
      int add(int a, int b) {
        return a + b;
      }
      """;

  @Test
  void findsABlockWithoutOrigin() {
    assertThat(problems("Text.\n\n" + block("java", ADD)))
        .singleElement()
        .asString()
        .contains("no comment");
  }

  @Test
  void findsABlockThatDiffersFromItsSource() {
    String wrong = ADD.replace("a + b", "a - b");
    assertThat(problems(from(PATH) + block("java", wrong)))
        .containsExactly("the block 'int add(int a, int b) { …' does not stand in " + PATH);
  }

  @Test
  void findsABlockOfASourceThatIsNotThereOrNotCompiled() {
    assertThat(problems(from("examples/src/main/java/p/Other.java") + block("java", ADD)))
        .hasSize(1);
    assertThat(problems(from("notes/Sum.java") + block("java", ADD))).hasSize(1);
  }

  @Test
  void findsABlockThatIsOnlyAPartOfItsRegion() {
    String part = ADD.lines().findFirst().orElseThrow() + "\n";
    assertThat(problems(from(PATH + "#add") + block("java", part)))
        .singleElement()
        .asString()
        .contains("is not the region add");
  }

  @Test
  void findsARegionThatIsNotThere() {
    assertThat(problems(from(PATH + "#subtract") + block("java", ADD))).hasSize(1);
  }

  @Test
  void findsAnEmptyBlock() {
    assertThat(problems(from(PATH) + block("java", ""))).hasSize(1);
  }

  @Test
  void acceptsAnExcerpt_whateverItsIndentation() {
    assertThat(problems(from(PATH) + block("java", ADD))).isEmpty();
    assertThat(problems(from(PATH) + block("java", ADD.indent(4)))).isEmpty();
    assertThat(problems(from(PATH + "#add") + "\n" + block("java", ADD))).isEmpty();
  }

  @Test
  void acceptsBlocksOfOtherLanguages() {
    assertThat(problems(block("sh", "./skip demo\n") + block("", "x\n"))).isEmpty();
  }

  private static String from(String origin) {
    return "<!-- from " + origin + " -->\n";
  }

  private static String block(String language, String text) {
    return "```" + language + "\n" + text + "```\n";
  }

  private static List<String> problems(String document) {
    return new CompiledSnippets()
            .violations(
                Sample.project("README.md", document, PATH, SOURCE, "notes/Sum.java", SOURCE))
            .stream()
            .map(Violation::message)
            .toList();
  }
}
