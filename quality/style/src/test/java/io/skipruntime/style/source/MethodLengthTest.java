package io.skipruntime.style.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Sample;
import org.junit.jupiter.api.Test;

class MethodLengthTest {

  private static final String PATH = "json/src/main/java/p/A.java";

  @Test
  void findsAMethodOf61Lines() {
    assertThat(Sample.violations(new MethodLength(), PATH, classWithMethodOf(61)))
        .singleElement()
        .hasToString(PATH + "#A.run: 61 lines");
  }

  @Test
  void acceptsAMethodOf60Lines_withALongComment() {
    assertThat(Sample.violations(new MethodLength(), PATH, classWithMethodOf(60))).isEmpty();
  }

  @Test
  void findsAConstructorOfANestedClass() {
    String text = "class A {\nclass B {\nB() {\n" + "\n".repeat(60) + "}}}";
    assertThat(Sample.subjects(new MethodLength(), PATH, text)).containsExactly(PATH + "#B.<init>");
  }

  private static String classWithMethodOf(int lines) {
    return "class A {\n/**\n"
        + "\n".repeat(50)
        + "*/\nvoid run() {"
        + "\n".repeat(lines - 1)
        + "}}";
  }
}
