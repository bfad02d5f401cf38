package io.skipruntime.style.project;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Checks of the whole project as tests, one per check. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class CheckSuite {

  private final String module;
  private final List<Check> checks;
  private Project project = Project.of(Path.of(""), Map.of());

  /** A suite of the checks of a module, whose directory is relative to the root. */
  protected CheckSuite(String module, List<Check> checks) {
    this.module = module;
    this.checks = checks;
  }

  @BeforeAll
  void readProject() throws IOException {
    project = Project.enclosing(Path.of(""));
  }

  @TestFactory
  Stream<DynamicTest> theProjectKeepsItsRules() {
    return checks.stream()
        .map(check -> DynamicTest.dynamicTest(check.name(), () -> assertHolds(check)));
  }

  @Test
  void exceptionsAreListedOnlyForChecksThatExist() {
    assertThat(project.paths())
        .filteredOn(path -> path.startsWith(module + "/src/test/resources/exceptions/"))
        .isNotEmpty()
        .allSatisfy(path ->
            assertThat(checks)
                .extracting(Check::name)
                .contains(path.replaceFirst(".*/", "").replace(".txt", "")));
  }

  private void assertHolds(Check check) throws IOException {
    List<Violation> violations = Exceptions.of(check).remaining(check.violations(project));
    if (!violations.isEmpty()) {
      fail(
          check.name()
              + ": "
              + check.rule()
              + violations.stream().map(Violation::toString).collect(joining("\n  ", "\n  ", "")));
    }
  }
}
