package io.skipruntime.style.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The versions that users are told to take are those that the project is built and tested with. */
class BillOfMaterialsTest {

  private static final Pattern VERSION = Pattern.compile("<([a-z-]+\\.version)>([^<]+)</\\1>");
  private static final Pattern PUBLISHED =
      Pattern.compile("<artifactId>(skip-[a-z-]+)</artifactId>\\s*<version>\\$\\{project.version}");

  private static String text(String path) throws IOException {
    return Files.readString(Path.of("../..").resolve(path));
  }

  private static Map<String, String> versions(String text) {
    Map<String, String> versions = new TreeMap<>();
    Matcher found = VERSION.matcher(text);
    while (found.find()) {
      versions.put(found.group(1), found.group(2));
    }
    return versions;
  }

  private static String ownVersion(String text) {
    Matcher own = Pattern.compile("<version>([^<$]+)</version>").matcher(text);
    assertThat(own.find()).isTrue();
    return own.group(1);
  }

  @Test
  void versions_areThoseOfTheBuild() throws IOException {
    String bom = text("bom/pom.xml");
    String build = text("pom.xml");
    assertThat(versions(bom)).isNotEmpty();
    assertThat(versions(build)).containsAllEntriesOf(versions(bom));
    assertThat(ownVersion(bom)).isEqualTo(ownVersion(build));
    assertThat(text("quality/consumer/pom.xml"))
        .contains("<skip.version>" + ownVersion(build) + "</skip.version>");
  }

  @Test
  void artifacts_areThoseThatAreInstalled() throws IOException {
    Matcher list = Pattern.compile("(?m)^published=(.*)").matcher(text("skip"));
    assertThat(list.find()).isTrue();
    Matcher managed = PUBLISHED.matcher(text("bom/pom.xml"));
    Map<String, String> artifacts = new TreeMap<>();
    while (managed.find()) {
      artifacts.put(managed.group(1), "");
    }
    for (String module : list.group(1).split(",", -1)) {
      if (!module.equals(".") && !module.equals("bom")) {
        assertThat(artifacts.remove(Pom.parse(text(module + "/pom.xml")).artifactId()))
            .as(module)
            .isNotNull();
      }
    }
    assertThat(artifacts).isEmpty();
  }
}
