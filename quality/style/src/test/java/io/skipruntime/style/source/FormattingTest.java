package io.skipruntime.style.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Sample;
import org.junit.jupiter.api.Test;

class FormattingTest {

  private static final String PATH = "json/src/main/java/p/A.java";

  @Test
  void findsASourceOfAnotherForm() {
    assertThat(Sample.subjects(new Formatting(), PATH, "class A {int x;}")).containsExactly(PATH);
  }

  @Test
  void findsAnImportThatNothingUses() {
    assertThat(Sample.subjects(new Formatting(), PATH, "import java.util.List;\n\nclass A {}\n"))
        .containsExactly(PATH);
  }

  @Test
  void findsASourceThatIsNoJava() {
    assertThat(Sample.subjects(new Formatting(), PATH, "class {")).containsExactly(PATH);
  }

  @Test
  void acceptsAFormattedSource() {
    assertThat(Sample.violations(new Formatting(), PATH, "class A {\n  int x;\n}\n")).isEmpty();
  }
}
