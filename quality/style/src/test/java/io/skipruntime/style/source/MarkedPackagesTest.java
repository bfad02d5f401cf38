package io.skipruntime.style.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Sample;
import io.skipruntime.style.project.Violation;
import org.junit.jupiter.api.Test;

class MarkedPackagesTest {

  private static final String MARKED = "@org.jspecify.annotations.NullMarked package p;";

  @Test
  void findsAPackageWithoutPackageInfo() {
    assertThat(
            new MarkedPackages()
                .violations(Sample.project("a/src/main/java/p/A.java", "package p;")))
        .containsExactly(new Violation("p", "in module a"));
  }

  @Test
  void findsAPackageThatIsNotMarked() {
    assertThat(
            Sample.violations(
                new MarkedPackages(), "a/src/main/java/p/package-info.java", "package p;"))
        .hasSize(1);
  }

  @Test
  void findsAPackageThatOnlyAnotherModuleMarks() {
    Project project =
        Sample.project(
            "a/src/main/java/p/package-info.java",
            MARKED,
            "b/src/main/java/p/B.java",
            "package p;");
    assertThat(new MarkedPackages().violations(project))
        .containsExactly(new Violation("p", "in module b"));
  }

  @Test
  void acceptsTestsInAPackageThatTheMainSourcesMark() {
    Project project =
        Sample.project(
            "a/src/main/java/p/package-info.java",
            MARKED,
            "a/src/test/java/p/B.java",
            "package p;");
    assertThat(new MarkedPackages().violations(project)).isEmpty();
  }
}
