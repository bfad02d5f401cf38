package io.skipruntime.clients;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.skipruntime.clients.NpmPackage.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The package {@code languages/python}, and the interpreter that runs it, where there is one. */
final class PythonPackage {

  static final Path DIRECTORY = Path.of("../../languages/python");
  static final Path TESTS = DIRECTORY.resolve("src/test/python");

  private static final String IS_NEW_ENOUGH =
      "import sys; sys.exit(0 if sys.version_info >= (3, 10) else 1)";

  private PythonPackage() {}

  /** Skips the test where there is no Python 3.10 or newer. */
  static void require() throws IOException, InterruptedException {
    assumeTrue(
        NpmPackage.run(DIRECTORY, "python3", "-c", IS_NEW_ENOUGH).succeeded(),
        "Python 3.10 or newer is not installed");
  }

  /** Runs Python with the package, in the directory of its tests. */
  static Result run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    return NpmPackage.run(TESTS, environment(environment), command.toArray(new String[0]));
  }

  /** The environment that Python needs to find the package, and to leave no files beside it. */
  static Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put(
        "PYTHONPATH", DIRECTORY.resolve("src/main/python").toAbsolutePath().normalize().toString());
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put("PYTHONUTF8", "1");
    return environment;
  }
}
