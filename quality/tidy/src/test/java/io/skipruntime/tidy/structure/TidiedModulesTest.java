package io.skipruntime.tidy.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Sample;
import io.skipruntime.style.project.Violation;
import org.junit.jupiter.api.Test;

class TidiedModulesTest {

  private static final String ROOT =
      """
      <project><modules>
        <module>json</module><module>quality/tidy</module>
      </modules></project>
      """;
  private static final String JSON = "<project><artifactId>skip-json</artifactId></project>";

  @Test
  void findsAModuleThatTidyDoesNotDependOn() {
    assertThat(new TidiedModules().violations(project("")))
        .containsExactly(new Violation("json", "skip-json"));
  }

  @Test
  void acceptsModulesThatItDependsOn() {
    assertThat(
            new TidiedModules()
                .violations(project("<dependency><artifactId>skip-json</artifactId></dependency>")))
        .isEmpty();
  }

  private static Project project(String dependencies) {
    String tidy =
        "<project><artifactId>skip-tidy</artifactId><dependencies>"
            + dependencies
            + "</dependencies></project>";
    return Sample.project("pom.xml", ROOT, "json/pom.xml", JSON, "quality/tidy/pom.xml", tidy);
  }
}
