package io.skipruntime.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The oracle can fail: it finds defects of the engine, and says in a few lines how to see them. */
class InjectedDefectTest {

  private static final int A_FEW_LINES = 12;

  static Stream<Arguments> defects() {
    return Stream.of(
        arguments(
            "of two readers of a key, one is forgotten",
            new Defect("graph/ReaderIndex.java", "    sources.add(present);\n", "")),
        arguments(
            "a size is not a thing that changes",
            new Defect("graph/CollectionChange.java", "size == sizeBefore", "true")),
        arguments(
            "what is equal to before is not cut off",
            new Defect("heap/TreeEditor.java", "search.areSame(before, value)", "before == value")),
        arguments(
            "who comes back misses the first commit that it did not see",
            new Defect(
                "Subscription.java",
                ": contents.differencesSince(tick)",
                ": contents.differencesSince(tick + 1)")),
        arguments(
            "take keeps what has passed its boundary",
            new Defect(
                "operator/TakeNode.java",
                "      applyOutside(after, before, contents(), false, transaction);\n",
                "")),
        arguments(
            "a sum is not taken back with its transaction",
            new Defect(
                "operator/ReduceNode.java",
                "transaction.undo().put(accumulators, key, accumulated)",
                "accumulators.put(key, accumulated)")),
        arguments(
            "a merge sees changes of its first input only",
            new Defect(
                "operator/MergeNode.java",
                "    for (CollectionNode input : inputs) {\n      Delta",
                "    for (CollectionNode input : inputs.subList(0, 1)) {\n      Delta")),
        arguments(
            "of writes that share a commit the last is lost",
            new Defect(
                "commit/InputWriter.java",
                "for (Write write : writes)",
                "for (Write write : writes.subList(0, writes.size() - 1))")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("defects")
  void defect_isFoundAndShrunkToAFewLines(String what, Defect defect, @TempDir Path directory)
      throws Exception {
    String found = defect.runIn(directory, DefectHunt.class);
    assertThat(found).as(what).isNotEmpty();
    assertThat(CaseReader.read(found).toString().lines().count())
        .as(found)
        .isLessThanOrEqualTo(A_FEW_LINES);
  }
}
