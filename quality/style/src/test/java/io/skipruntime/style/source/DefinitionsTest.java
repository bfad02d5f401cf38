package io.skipruntime.style.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Sample;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefinitionsTest {

  @Test
  void findsCommentsThatBeginWithAQuestionOrAVerb() {
    assertThat(
            violations(
                """
                /** Which ticks count. */
                class A {
                  /** Finds ticks. */ interface B {}
                  /** {@code x} counts. */ record C() {}
                  /**
                   * How it is done.
                   */
                  @Deprecated enum D {}
                }
                """))
        .containsExactly("A", "B", "D");
  }

  @Test
  void acceptsNouns_andTypesWithoutAComment() {
    assertThat(
            violations(
                """
                /** The ticks that count. */
                class A {
                  /** A finder of ticks. */ interface B {}
                  class D {}
                  /** Finds ticks. */ void find() {}
                }
                """))
        .isEmpty();
  }

  private static List<String> violations(String text) {
    return Sample.subjects(new Definitions(), "json/src/main/java/p/A.java", text).stream()
        .map(subject -> subject.replaceFirst(".*#", ""))
        .toList();
  }
}
