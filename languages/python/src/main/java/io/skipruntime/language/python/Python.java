package io.skipruntime.language.python;

import io.skipruntime.SkipException;
import io.skipruntime.workers.WorkerLanguage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Python, run by the {@code python3} on the path, of version 3.10 or newer: that of a virtual
 * environment where one is active. A program imports the package {@code skip} from where this class
 * is, so that both sides of a worker are always of one version.
 */
public final class Python implements WorkerLanguage {

  private static final String PROGRAM = "python3";

  /** What begins a worker; its arguments are the place of the package and the program. */
  private static final String START =
      "import sys; sys.path.insert(0, sys.argv.pop(1)); "
          + "from skip.service.launch import main; main()";

  private static final String VERSION =
      "import sys; print(sys.version_info >= (3, 10), sys.version.split()[0])";

  /** The language. */
  public Python() {}

  @Override
  public String name() {
    return "Python";
  }

  @Override
  public List<String> endings() {
    return List.of(".py");
  }

  @Override
  public List<String> command(Path program, boolean inspects) {
    requireVersion();
    return List.of(PROGRAM, "-c", START, place(), program.toString());
  }

  @Override
  public String smallProgram() {
    return """
    from skip import Input, Service, mapper, resource, run


    @mapper
    def twice(key: int, value: int):
        yield key, 2 * value


    class Doubling(Service):
        numbers: Input[int, int]
        initial = {"numbers": {1: 1}}

        @resource
        def doubled(self):
            return self.numbers.map(twice)


    run(Doubling)
    """;
  }

  private static String place() {
    try {
      return Path.of(Python.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void requireVersion() {
    String[] found = version().split(" ", 2);
    if (found.length < 2) {
      throw new SkipException("Python 3.10 or newer is needed; for example: apt install python3");
    }
    if (!found[0].equals("True")) {
      throw new SkipException("Python 3.10 or newer is needed, and python3 is " + found[1]);
    }
  }

  /** What Python says of its version; empty if there is none. */
  private static String version() {
    try {
      Process python = new ProcessBuilder(PROGRAM, "-c", VERSION).start();
      python.getOutputStream().close();
      String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return python.waitFor() == 0 ? said.trim() : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
