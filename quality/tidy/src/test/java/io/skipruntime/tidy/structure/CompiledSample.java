package io.skipruntime.tidy.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Small projects whose modules are compiled where the build puts its classes. */
final class CompiledSample {

  private CompiledSample() {}

  /**
   * Compiles the sources, given as path, text and so on; each module sees those of the modules
   * before it.
   */
  static Project project(Path root, List<String> modules, String... pathsAndTexts)
      throws IOException {
    List<Path> classPath = new ArrayList<>();
    for (String module : modules) {
      List<Path> sources = new ArrayList<>();
      for (int i = 0; i < pathsAndTexts.length; i += 2) {
        if (pathsAndTexts[i].startsWith(module + "/") && pathsAndTexts[i].endsWith(".java")) {
          Path source = root.resolve(pathsAndTexts[i]);
          Files.createDirectories(source.getParent());
          sources.add(Files.writeString(source, pathsAndTexts[i + 1]));
        }
      }
      Path classes = Files.createDirectories(root.resolve(module).resolve("target/classes"));
      if (!sources.isEmpty()) {
        compile(sources, classPath, classes);
      }
      classPath.add(classes);
    }
    String pom =
        "<project><modules><module>"
            + String.join("</module><module>", modules)
            + "</module></modules></project>";
    return Sample.project(
        root,
        Stream.concat(Stream.of("pom.xml", pom), Arrays.stream(pathsAndTexts))
            .toArray(String[]::new));
  }

  private static void compile(List<Path> sources, List<Path> classPath, Path classes)
      throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
      List<String> options = List.of("--release", "21", "-proc:none");
      var units = files.getJavaFileObjectsFromPaths(sources);
      assertThat(compiler.getTask(null, files, null, options, null, units).call()).isTrue();
    }
  }
}
