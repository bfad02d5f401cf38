package io.skipruntime.tidy.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Violation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicTypesTest {

  @TempDir private Path root = Path.of("");

  @Test
  void findsAPublicType_thatOnlyItsOwnPackageUses() throws IOException {
    Project project =
        CompiledSample.project(
            root,
            List.of("engine"),
            "engine/src/main/java/a/A.java",
            "package a; public class A {}",
            "engine/src/main/java/a/B.java",
            "package a; class B { A a; }");
    assertThat(new PublicTypes().violations(project))
        .extracting(Violation::subject)
        .containsExactly("engine/src/main/java/a/A.java");
  }

  @Test
  void acceptsATypeThatAnotherPackageUsesOrImports() throws IOException {
    Project project =
        CompiledSample.project(
            root,
            List.of("engine"),
            "engine/src/main/java/a/A.java",
            "package a; public class A { public static final int MANY = 3; }",
            "engine/src/main/java/a/B.java",
            "package a; public class B {}",
            "engine/src/main/java/b/C.java",
            "package b; import a.A; class C { int many = A.MANY; a.B b; }");
    assertThat(new PublicTypes().violations(project)).isEmpty();
  }

  @Test
  void acceptsProgramsAndTypesForUsers() throws IOException {
    Project project =
        CompiledSample.project(
            root,
            List.of("engine"),
            "engine/src/main/java/a/Main.java",
            "package a; public class Main { public static void main(String[] arguments) {} }",
            "engine/src/main/java/io/skipruntime/engine/Instance.java",
            "package io.skipruntime.engine; public class Instance {}");
    assertThat(new PublicTypes().violations(project)).isEmpty();
  }
}
