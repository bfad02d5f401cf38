package io.skipruntime.style.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Sample;
import io.skipruntime.style.project.Violation;
import org.junit.jupiter.api.Test;

class TestHabitsTest {

  private static final String TEXT =
      """
      import static java.lang.Thread.sleep;
      import static org.mockito.Mockito.mock;
      import java.util.concurrent.TimeUnit;

      class ATest {
        @Disabled("later") void a() { Thread.sleep(1); }
        @org.junit.jupiter.api.Disabled void b() { TimeUnit.SECONDS.sleep(1); }
        void c() { Runnable nap = Thread::yield; clock.sleep(1); }
      }
      """;

  @Test
  void findsSleepsMocksAndTestsSwitchedOff() {
    assertThat(Sample.violations(new TestHabits(), "json/src/test/java/p/ATest.java", TEXT))
        .extracting(Violation::message)
        .containsExactly(
            "line 1: java.lang.Thread.sleep",
            "line 2: org.mockito.Mockito.mock",
            "line 6: Disabled",
            "line 6: Thread.sleep",
            "line 7: org.junit.jupiter.api.Disabled",
            "line 7: TimeUnit.SECONDS.sleep");
  }

  @Test
  void findsASleepThatIsPassedOn() {
    String text = "class ATest { Sleeper sleeper = Thread::sleep; }";
    assertThat(Sample.violations(new TestHabits(), "json/src/test/java/p/ATest.java", text))
        .hasSize(1);
  }

  @Test
  void looksAtTestsOnly() {
    assertThat(Sample.violations(new TestHabits(), "json/src/main/java/p/A.java", TEXT)).isEmpty();
  }

  @Test
  void acceptsTheWordsInTexts() {
    String text = "class ATest { String s = \"Thread.sleep(1) @Disabled\"; }";
    assertThat(Sample.violations(new TestHabits(), "json/src/test/java/p/ATest.java", text))
        .isEmpty();
  }
}
