package io.skipruntime.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A defect of the engine: some text of one of its sources, and what stands there instead.
 *
 * <p>The changed source is compiled, and the engine and the oracle are loaded anew with it, apart
 * from those of the test: the engine has no hooks for this.
 *
 * @param source the file below the engine's sources
 * @param right what occurs there once
 * @param wrong what is there instead
 */
record Defect(String source, String right, String wrong) {

  private static final Path SOURCES =
      Path.of("..", "..", "core", "engine", "src", "main", "java", "io", "skipruntime", "engine");

  /**
   * Runs a task in a world that has the defect, and gives its result.
   *
   * @param directory an empty one, for the compiled source
   */
  String runIn(Path directory, Class<? extends Callable<String>> task) throws Exception {
    compileTo(directory);
    List<URL> urls = new ArrayList<>();
    urls.add(directory.resolve("classes").toUri().toURL());
    for (String each : Pattern.compile(File.pathSeparator).splitAsStream(classPath()).toList()) {
      urls.add(url(each));
    }
    try (URLClassLoader world =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Object instance = world.loadClass(task.getName()).getDeclaredConstructor().newInstance();
      Thread.currentThread().setContextClassLoader(world);
      return (String) ((Callable<?>) instance).call();
    } finally {
      Thread.currentThread().setContextClassLoader(Defect.class.getClassLoader());
    }
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  private static URL url(String path) throws MalformedURLException {
    return Path.of(path).toUri().toURL();
  }

  private void compileTo(Path directory) throws IOException {
    String text = Files.readString(SOURCES.resolve(source));
    assertThat(text)
        .as("%s has the text of the defect once; if it was rewritten, describe it anew", source)
        .containsOnlyOnce(right);
    Path changed = directory.resolve(Path.of(source).getFileName());
    Files.writeString(changed, text.replace(right, wrong));
    Path classes = Files.createDirectory(directory.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int result =
        compiler.run(
            null,
            null,
            null,
            "-proc:none",
            "-nowarn",
            "-d",
            classes.toString(),
            "-cp",
            classPath(),
            changed.toString());
    assertThat(result).as("the compiler's result for %s", source).isZero();
  }
}
