package io.skipruntime.data;

import io.skipruntime.SkipService;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that name the service of a data directory. */
final class ServiceClass {

  /** A use of the service, while its classes can be loaded. */
  interface Use<T> {
    T of(SkipService<?, ?> service) throws IOException;
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--service",
      paramLabel = "CLASS",
      description = "the class of the service, which needs a constructor without parameters")
  private String service = "";

  @Option(
      names = "--class-path",
      paramLabel = "PATH",
      description = "the jars and directories that have the service and what it needs")
  private String classPath = "";

  /**
   * Uses the service.
   *
   * @throws CommandLine.ParameterException if an option is missing
   */
  <T> T use(Use<T> use) throws IOException, ReflectiveOperationException {
    if (service.isEmpty() || classPath.isEmpty()) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "--service and --class-path are needed");
    }
    try (URLClassLoader loader = new URLClassLoader(urls(), getClass().getClassLoader())) {
      Constructor<?> constructor = loader.loadClass(service).getDeclaredConstructor();
      constructor.setAccessible(true);
      return use.of((SkipService<?, ?>) constructor.newInstance());
    }
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
