package io.skipruntime.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.skipruntime.clients.NpmPackage.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The package for Python has types that are right, and can be built and installed. What is needed
 * for that is fetched; where that cannot be done, the tests are skipped.
 */
class PythonPackageTest {

  private static final String TYPE_CHECKER = "mypy==2.4.0";
  private static final String BUILDER = "setuptools==84.0.0";

  @TempDir private Path directory = Path.of("");

  private String python = "";

  @BeforeEach
  void makeEnvironment() throws Exception {
    PythonPackage.require();
    Path environment = directory.resolve("environment");
    Result made = run(DIRECTORY, "python3", "-m", "venv", environment.toString());
    assumeTrue(made.succeeded(), "Python cannot make an environment here: " + made.output());
    python = environment.resolve("bin").resolve("python").toString();
  }

  private static final Path DIRECTORY = PythonPackage.DIRECTORY;

  private static Result run(Path where, String... command)
      throws IOException, InterruptedException {
    return NpmPackage.run(where, PythonPackage.environment(Map.of()), command);
  }

  private void fetch(String name) throws IOException, InterruptedException {
    Result fetched =
        run(DIRECTORY, python, "-m", "pip", "install", "--quiet", "--retries", "1", name);
    assumeTrue(fetched.succeeded(), name + " cannot be fetched: " + fetched.output());
  }

  /** A copy of the package, so that building leaves nothing beside the sources. */
  private Path copy() throws IOException {
    Path copy = directory.resolve("package");
    try (Stream<Path> files = Files.walk(DIRECTORY)) {
      for (Path each : files.toList()) {
        Files.createDirectories(copy.resolve(DIRECTORY.relativize(each)).getParent());
        Files.copy(each, copy.resolve(DIRECTORY.relativize(each)));
      }
    }
    return copy;
  }

  @Test
  void types_areRight() throws Exception {
    fetch(TYPE_CHECKER);
    Path cache = directory.resolve("cache");
    Result checked = run(DIRECTORY, python, "-m", "mypy", "--cache-dir", cache.toString(), "src");
    assertThat(checked.succeeded()).as(checked.output()).isTrue();
  }

  @Test
  void wheel_isBuilt_andUsedWithItsTypes() throws Exception {
    fetch(BUILDER);
    Path wheels = directory.resolve("wheels");
    Result built =
        run(
            copy(),
            python,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-build-isolation",
            "--no-deps",
            "--wheel-dir",
            wheels.toString(),
            ".");
    assertThat(built.succeeded()).as(built.output()).isTrue();
    List<Path> found;
    try (Stream<Path> files = Files.list(wheels)) {
      found = files.toList();
    }
    assertThat(found).singleElement().asString().endsWith("-py3-none-any.whl");
    Result installed =
        run(
            wheels,
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--no-index",
            found.getFirst().toString());
    assertThat(installed.succeeded()).as(installed.output()).isTrue();
    String use =
        "import skip, importlib.resources as r; print(skip.Contents([(1, [2])]).to_dict(), "
            + "r.files('skip').joinpath('py.typed').is_file())";
    Result used = NpmPackage.run(wheels, python, "-I", "-c", use);
    assertThat(used.output()).isEqualTo("{1: [2]} True\n");
  }
}
