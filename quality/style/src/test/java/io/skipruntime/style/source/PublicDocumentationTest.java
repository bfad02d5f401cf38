package io.skipruntime.style.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Sample;
import io.skipruntime.style.project.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublicDocumentationTest {

  @Test
  void findsPublicTypesAndMethodsWithoutAComment() {
    assertThat(
            undocumented(
                """
                public class A {
                  public void run() {}
                  /** Has one. */ public void stop() {}
                  /** */ public void pause() {}
                  // not Javadoc
                  public static class B {}
                  void inner() {}
                }
                """))
        .containsExactly("A", "A.run", "A.pause", "B");
  }

  @Test
  void findsMembersOfInterfaces_whichArePublicWithoutSayingSo() {
    assertThat(
            undocumented(
                """
                /** An interface. */
                public interface A {
                  void run();
                  record B() {}
                  private void inner() {}
                }
                """))
        .containsExactly("A.run", "B");
  }

  @Test
  void acceptsOverridesAccessorsConstructorsAndMain() {
    assertThat(
            undocumented(
                """
                /** A record. */
                public record A(int x) {
                  public A {}
                  public int x() { return x; }
                  @Override public String toString() { return ""; }
                  public static void main(String[] arguments) {}
                }
                """))
        .isEmpty();
  }

  @Test
  void acceptsWhatOthersCannotSee() {
    assertThat(undocumented("class A { public void run() {} public static class B {} }")).isEmpty();
  }

  @Test
  void acceptsWhatIsNestedInAnExample() {
    String text = "/** A service. */ public class A { public record User(String name) {} }";
    assertThat(
            Sample.violations(new PublicDocumentation(), "examples/src/main/java/p/A.java", text))
        .isEmpty();
    assertThat(undocumented(text)).containsExactly("User");
  }

  private static List<String> undocumented(String text) {
    return Sample.violations(new PublicDocumentation(), "json/src/main/java/p/A.java", text)
        .stream()
        .map(Violation::subject)
        .map(subject -> subject.replaceFirst(".*#", ""))
        .toList();
  }
}
