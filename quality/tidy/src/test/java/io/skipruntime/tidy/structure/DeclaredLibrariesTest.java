package io.skipruntime.tidy.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Violation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeclaredLibrariesTest {

  @TempDir private Path root = Path.of("");

  private static String pom(String artifact, String... dependencies) {
    StringBuilder pom = new StringBuilder("<project><artifactId>" + artifact + "</artifactId>");
    for (String each : dependencies) {
      pom.append("<dependencies><dependency><artifactId>")
          .append(each)
          .append("</artifactId></dependency></dependencies>");
    }
    return pom.append("</project>").toString();
  }

  private Project engineWith(String... dependencies) throws IOException {
    return CompiledSample.project(
        root,
        List.of("core/json", "core/engine"),
        "core/json/pom.xml",
        pom("skip-json"),
        "core/json/src/main/java/j/Json.java",
        "package j; public class Json {}",
        "core/engine/pom.xml",
        pom("skip-engine", dependencies),
        "core/engine/src/main/java/e/Engine.java",
        "package e; public class Engine { j.Json json; String name; }");
  }

  @Test
  void findsAModuleWhoseArtifactIsUsedAndNotDeclared() throws IOException {
    assertThat(new DeclaredLibraries().violations(engineWith()))
        .extracting(Violation::subject)
        .containsExactly("core/engine");
  }

  @Test
  void acceptsWhatIsDeclared_andTheJdk() throws IOException {
    assertThat(new DeclaredLibraries().violations(engineWith("skip-json"))).isEmpty();
  }

  @Test
  void classOfALibrary_isOfItsArtifact() {
    assertThat(DeclaredLibraries.artifactOf("org.assertj.core.api.Assertions"))
        .contains("assertj-core");
    assertThat(DeclaredLibraries.artifactOf("java.lang.String")).isEmpty();
  }
}
