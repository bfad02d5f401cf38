package io.skipruntime.tidy.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Violation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageCyclesTest {

  @TempDir private Path root = Path.of("");

  @Test
  void findsThePackagesOfACircle_andNoneThatOnlyLeadToIt() throws IOException {
    Project project =
        CompiledSample.project(
            root,
            List.of("engine"),
            "engine/src/main/java/a/A.java",
            "package a; public class A { b.B b; }",
            "engine/src/main/java/b/B.java",
            "package b; public class B { c.C c; }",
            "engine/src/main/java/c/C.java",
            "package c; public class C { a.A a; }",
            "engine/src/main/java/d/D.java",
            "package d; public class D { a.A a; }");
    assertThat(new PackageCycles().violations(project))
        .extracting(Violation::subject)
        .containsExactly("a", "b", "c");
  }

  @Test
  void acceptsPackagesThatUseEachOtherInOneDirection() throws IOException {
    Project project =
        CompiledSample.project(
            root,
            List.of("engine"),
            "engine/src/main/java/a/A.java",
            "package a; public class A { b.B b; A a; }",
            "engine/src/main/java/b/B.java",
            "package b; public class B {}");
    assertThat(new PackageCycles().violations(project)).isEmpty();
  }
}
