package io.skipruntime.tidy;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.skipruntime.tidy.document.CompiledSnippets;
import io.skipruntime.tidy.document.RelativeLinks;
import io.skipruntime.tidy.project.Check;
import io.skipruntime.tidy.project.Exceptions;
import io.skipruntime.tidy.project.Project;
import io.skipruntime.tidy.project.Violation;
import io.skipruntime.tidy.source.Definitions;
import io.skipruntime.tidy.source.FileLength;
import io.skipruntime.tidy.source.Formatting;
import io.skipruntime.tidy.source.MarkedPackages;
import io.skipruntime.tidy.source.MethodLength;
import io.skipruntime.tidy.source.PlainWords;
import io.skipruntime.tidy.source.PublicDocumentation;
import io.skipruntime.tidy.source.TestHabits;
import io.skipruntime.tidy.source.TypeNames;
import io.skipruntime.tidy.structure.ClassCycles;
import io.skipruntime.tidy.structure.DeclaredLibraries;
import io.skipruntime.tidy.structure.EngineInternals;
import io.skipruntime.tidy.structure.HostIndependence;
import io.skipruntime.tidy.structure.ModuleDirection;
import io.skipruntime.tidy.structure.PackageCycles;
import io.skipruntime.tidy.structure.PublicTypes;
import io.skipruntime.tidy.structure.TidiedModules;
import io.skipruntime.tidy.structure.UnusedMethods;
import io.skipruntime.tidy.text.Addresses;
import io.skipruntime.tidy.text.MachinePaths;
import io.skipruntime.tidy.text.UnfinishedMarks;
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

/** Runs every check on the project; a new check gets a line here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TidyTest {

  private static final List<Check> CHECKS =
      List.of(
          new FileLength(),
          new MethodLength(),
          new TypeNames(),
          new TestHabits(),
          new PublicDocumentation(),
          new Definitions(),
          new PlainWords(),
          new MarkedPackages(),
          new Formatting(),
          new UnfinishedMarks(),
          new MachinePaths(),
          new Addresses(),
          new ModuleDirection(),
          new DeclaredLibraries(),
          new EngineInternals(),
          new HostIndependence(),
          new PackageCycles(),
          new ClassCycles(),
          new PublicTypes(),
          new UnusedMethods(),
          new TidiedModules(),
          new CompiledSnippets(),
          new RelativeLinks());

  private Project project = Project.of(Path.of(""), Map.of());

  @BeforeAll
  void readProject() throws IOException {
    project = Project.enclosing(Path.of(""));
  }

  @TestFactory
  Stream<DynamicTest> theProjectKeepsItsRules() {
    return CHECKS.stream()
        .map(check -> DynamicTest.dynamicTest(check.name(), () -> assertHolds(check)));
  }

  @Test
  void exceptionsAreListedOnlyForChecksThatExist() {
    assertThat(project.paths())
        .filteredOn(path -> path.startsWith("quality/tidy/src/test/resources/exceptions/"))
        .allSatisfy(path ->
            assertThat(CHECKS)
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
