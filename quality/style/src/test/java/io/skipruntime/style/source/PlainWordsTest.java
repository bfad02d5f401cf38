package io.skipruntime.style.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Sample;
import io.skipruntime.style.project.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainWordsTest {

  @Test
  void findsHardWords_inCommentsOfEveryKind() {
    assertThat(
            violations(
                """
                /** For whoever
                 * needs it. Nobody else does. */
                class A {
                  int x; // made anew
                  /* all but
                     for one */
                }
                """))
        .extracting(Violation::message)
        .containsExactly(
            "the comment at line 1: whoever",
            "the comment at line 1: Nobody",
            "the comment at line 4: anew",
            "the comment at line 5: but for");
  }

  @Test
  void findsThingsThatHaveOthersDoSomething() {
    assertThat(
            violations(
                """
                /** Has {@code listener} run after a commit. */
                class A {
                  /** Waits, and has the instance reload. */ void a() {}
                  /** An end that has it fail. */ void b() {}
                }
                """))
        .hasSize(3);
  }

  @Test
  void acceptsPlainWords_andWhatIsNoComment() {
    assertThat(
            violations(
                """
                /** A node that has been run and has the keys that it has to take again. */
                class A {
                  String x = "nobody // whoever";
                  char c = '"'; // made again
                  /** The lane of an event loop, which has a task that takes work. */ void a() {}
                }
                """))
        .isEmpty();
    assertThat(
            Sample.violations(
                new PlainWords(), "json/src/test/java/p/A.java", "class A {} // for whoever"))
        .isEmpty();
  }

  private static List<Violation> violations(String text) {
    return Sample.violations(new PlainWords(), "json/src/main/java/p/A.java", text);
  }
}
