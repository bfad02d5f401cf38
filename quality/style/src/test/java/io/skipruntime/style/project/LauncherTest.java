package io.skipruntime.style.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The launcher builds what it runs and nothing else, and says how far it is. */
class LauncherTest {

  private static final Path ROOT = Path.of("../..");
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
  private static final Pattern PROFILE_OF_TESTS =
      Pattern.compile("<profile>(?:(?!</profile>).)*<id>tests</id>.*?</profile>", Pattern.DOTALL);

  /** Directories whose modules no command runs, or whose commands are for tests. */
  private static final List<String> WITH_TESTKIT =
      List.of("testkit/", "quality/", "templates/", "bom/");

  @Test
  void testkit_isADependencyOfTests_onlyWhereTestsAreBuilt() throws IOException {
    Map<String, String> poms = new TreeMap<>();
    Matcher modules = MODULE.matcher(Files.readString(ROOT.resolve("pom.xml")));
    while (modules.find()) {
      String pom = modules.group(1) + "/pom.xml";
      if (WITH_TESTKIT.stream().noneMatch(pom::startsWith)) {
        poms.put(pom, Files.readString(ROOT.resolve(pom)));
      }
    }
    assertThat(poms).containsKeys("examples/pom.xml", "connectors/http/pom.xml");
    poms.forEach((path, text) ->
        assertThat(PROFILE_OF_TESTS.matcher(text).replaceAll(""))
            .as(path)
            .doesNotContain("<artifactId>skip-testkit</artifactId>"));
  }

  @Test
  void modules_areNamed_asMavenComesToThem() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no /bin/sh");
    String launcher = Files.readString(ROOT.resolve("skip"));
    int start = launcher.indexOf("progress() {\n");
    String function = launcher.substring(start, launcher.indexOf("\n}\n", start) + 3);
    Process shell =
        new ProcessBuilder("/bin/sh", "-c", function + "progress")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (OutputStream maven = shell.getOutputStream()) {
      maven.write(
          """
          [INFO] Scanning for projects...
          [INFO] Building Skip: JSON values 0.1.0-SNAPSHOT                         [1/26]
          [INFO] Building jar: a.jar
          [INFO] Building Skip: engine 0.1.0-SNAPSHOT                              [3/26]
          """
              .getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(shell.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).isZero();
    assertThat(said.lines())
        .containsExactly(
            "  [1/26] Skip: JSON values 0.1.0-SNAPSHOT", "  [3/26] Skip: engine 0.1.0-SNAPSHOT");
  }
}
