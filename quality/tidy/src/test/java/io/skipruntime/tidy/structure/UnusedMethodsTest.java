package io.skipruntime.tidy.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Violation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnusedMethodsTest {

  private static final String USER =
      """
      package b;
      class User {
        void use(a.A a) {
          a.called(1);
          Runnable reference = a::referred;
          new a.A.Inner().nested();
        }
      }
      """;

  @TempDir private Path root = Path.of("");

  @Test
  void findsPublicMethods_thatNoOtherClassUses() throws IOException {
    assertThat(
            unused(
                """
                package a;
                public class A {
                  public void called(int x) { unused(); }
                  public void called(int x, int y) {}
                  public void referred() {}
                  public void unused() {}
                  void inner() {}
                  public static class Inner {
                    public void nested() {}
                    public void lonely() {}
                  }
                }
                """))
        .containsExactly("A.called", "A.unused", "Inner.lonely");
  }

  @Test
  void findsMethodsOfInterfaces_whichArePublicWithoutSayingSo() throws IOException {
    assertThat(
            unused(
                """
                package a;
                public class A {
                  public void called(int x) {}
                  public void referred() {}
                  public static class Inner implements Work {
                    @Override public void nested() {}
                  }
                  interface Work {
                    void nested();
                    default void rest() {}
                  }
                }
                """))
        .containsExactly("Work.rest");
  }

  @Test
  void acceptsOverridesAccessorsConstructorsAbstractMethodsAndMain() throws IOException {
    assertThat(
            unused(
                """
                package a;
                public record A(int size) {
                  public A {}
                  public int size() { return size; }
                  @Override public String toString() { return ""; }
                  public static void main(String[] arguments) {}
                  public void called(int x) {}
                  public void referred() {}
                  public static class Inner { public void nested() {} }
                  @interface Mark { String value(); }
                }
                """))
        .isEmpty();
  }

  private List<String> unused(String text) throws IOException {
    Project project =
        CompiledSample.project(
            root,
            List.of("engine"),
            "engine/src/main/java/a/A.java",
            text,
            "engine/src/main/java/b/User.java",
            USER);
    return new UnusedMethods()
        .violations(project).stream()
            .map(Violation::subject)
            .map(subject -> subject.replaceFirst(".*#", ""))
            .toList();
  }
}
