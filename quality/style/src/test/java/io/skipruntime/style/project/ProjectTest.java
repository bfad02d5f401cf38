package io.skipruntime.style.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectTest {

  @TempDir private Path root = Path.of("");

  @BeforeEach
  void writeProject() throws IOException {
    write("pom.xml", "<project><modules><module>json</module></modules></project>");
    write("json/pom.xml", "<project><artifactId>skip-json</artifactId></project>");
    write("json/src/main/java/p/A.java", "package p; class A {}");
    write("json/target/generated/B.java", "class B {}");
    write("build.log", "told by a build");
    write(".gitignore", "# built\ntarget/\n\n*.log\n");
    Files.write(root.resolve("picture.bin"), new byte[] {(byte) 0xff, 0, 1});
  }

  @Test
  void isFoundFromTheDirectoryOfAModule() throws IOException {
    assertThat(Project.enclosing(root.resolve("json")).modules()).containsExactly("json");
  }

  @Test
  void hasAllFiles_butNotWhatGitIgnores() throws IOException {
    assertThat(Project.enclosing(root).paths())
        .containsExactly(
            ".gitignore", "json/pom.xml", "json/src/main/java/p/A.java", "picture.bin", "pom.xml");
  }

  @Test
  void hasTheTextOfFiles_thatAreText() throws IOException {
    assertThat(Project.enclosing(root).texts())
        .containsEntry("json/src/main/java/p/A.java", "package p; class A {}")
        .doesNotContainKey("picture.bin");
  }

  @Test
  void knowsTheModuleAndPackageOfASource() throws IOException {
    JavaSource source = Project.enclosing(root).sources().getFirst();
    assertThat(source.module()).isEqualTo("json");
    assertThat(source.packageName()).isEqualTo("p");
    assertThat(source.isMain()).isTrue();
    assertThat(source.isTest()).isFalse();
  }

  @Test
  void theOneThatTheseChecksBelongTo_hasModulesAndSources() throws IOException {
    Project project = Project.enclosing(Path.of(""));
    assertThat(project.modules()).contains("core/json", "core/api", "core/engine", "quality/style");
    assertThat(project.sources())
        .extracting(JavaSource::path)
        .contains("quality/style/src/test/java/io/skipruntime/style/project/ProjectTest.java");
  }

  private void write(String path, String text) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.writeString(root.resolve(path), text);
  }
}
