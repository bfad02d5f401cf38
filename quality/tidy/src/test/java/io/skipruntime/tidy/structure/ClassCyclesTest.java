package io.skipruntime.tidy.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Violation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassCyclesTest {

  @TempDir private Path root = Path.of("");

  @Test
  void findsTheClassesOfACircle_andNoneThatOnlyLeadToIt() throws IOException {
    Project project =
        CompiledSample.project(
            root,
            List.of("engine"),
            "engine/src/main/java/a/A.java",
            "package a; class A { B b; }",
            "engine/src/main/java/a/B.java",
            "package a; class B { C c; }",
            "engine/src/main/java/a/C.java",
            "package a; class C { A a; }",
            "engine/src/main/java/a/D.java",
            "package a; class D { A a; }");
    assertThat(new ClassCycles().violations(project))
        .extracting(Violation::subject)
        .containsExactly("a.A", "a.B", "a.C");
  }

  @Test
  void findsACircle_thatANestedClassCloses() throws IOException {
    Project project =
        CompiledSample.project(
            root,
            List.of("engine"),
            "engine/src/main/java/a/A.java",
            "package a; class A { static class Inner { B b; } }",
            "engine/src/main/java/a/B.java",
            "package a; class B { A a; }");
    assertThat(new ClassCycles().violations(project))
        .extracting(Violation::subject)
        .containsExactly("a.A", "a.B");
  }

  @Test
  void acceptsAClassAndItsNestedClasses_thatUseEachOther() throws IOException {
    Project project =
        CompiledSample.project(
            root,
            List.of("engine"),
            "engine/src/main/java/a/A.java",
            "package a; class A { Inner inner; static class Inner { A a; } }",
            "engine/src/main/java/a/B.java",
            "package a; class B { A a; A.Inner inner; }");
    assertThat(new ClassCycles().violations(project)).isEmpty();
  }
}
