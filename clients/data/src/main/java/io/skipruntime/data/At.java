package io.skipruntime.data;

import io.skipruntime.Entry;
import io.skipruntime.SkipService;
import io.skipruntime.journal.DataDirectory;
import io.skipruntime.json.Json;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code skip data at}. */
@Command(
    mixinStandardHelpOptions = true,
    name = "at",
    description =
        "Prints a resource as it was after a commit, as lines of JSON: [key, [value, ...]].")
final class At implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "DIR", description = "the data directory")
  private Path directory = Path.of("");

  @Parameters(index = "1", paramLabel = "TICK", description = "the commit")
  private long tick;

  @Option(
      names = "--service",
      paramLabel = "CLASS",
      required = true,
      description = "the class of the service, which needs a constructor without parameters")
  private String service = "";

  @Option(
      names = "--class-path",
      paramLabel = "PATH",
      required = true,
      description = "the jars and directories that have the service and what it needs")
  private String classPath = "";

  @Option(
      names = "--resource",
      paramLabel = "NAME",
      required = true,
      description = "which resource")
  private String resource = "";

  @Option(names = "--params", paramLabel = "JSON", description = "its parameters")
  private String params = "null";

  @Override
  public Integer call() throws IOException, ReflectiveOperationException {
    try (URLClassLoader loader = new URLClassLoader(urls(), getClass().getClassLoader())) {
      Constructor<?> constructor = loader.loadClass(service).getDeclaredConstructor();
      constructor.setAccessible(true);
      List<Entry<Object, Object>> entries =
          DataDirectory.at(directory)
              .resourceAt(
                  (SkipService<?, ?>) constructor.newInstance(),
                  tick,
                  resource,
                  Json.parse(params));
      for (Entry<Object, Object> entry : entries) {
        System.out.println("[" + Json.from(entry.key()) + "," + Json.from(entry.values()) + "]");
      }
    }
    return 0;
  }

  private URL[] urls() throws IOException {
    List<URL> urls = new ArrayList<>();
    StringTokenizer entries = new StringTokenizer(classPath, File.pathSeparator);
    while (entries.hasMoreTokens()) {
      urls.add(Path.of(entries.nextToken()).toUri().toURL());
    }
    return urls.toArray(new URL[0]);
  }
}
