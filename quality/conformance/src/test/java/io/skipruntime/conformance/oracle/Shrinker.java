package io.skipruntime.conformance.oracle;

import io.skipruntime.conformance.Write;
import io.skipruntime.json.Json;
import io.skipruntime.testkit.comparison.Shortening;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes a run that fails shorter, as long as it still fails: by leaving out steps, first many at a
 * time and then single ones, and then entries of writes.
 */
final class Shrinker {

  private final Predicate<List<Step>> fails;

  Shrinker(Predicate<List<Step>> fails) {
    this.fails = fails;
  }

  /** A run that still fails, and no longer does if a single step or entry is left out. */
  List<Step> shrink(List<Step> run) {
    List<Step> shrunk = run;
    int before;
    do {
      before = shrunk.toString().length();
      shrunk = Shortening.<Step>of(shrunk, fails);
      shrunk = withoutEntries(shrunk);
    } while (shrunk.toString().length() < before);
    return shrunk;
  }

  private List<Step> withoutEntries(List<Step> run) {
    List<Step> shrunk = run;
    for (int i = 0; i < shrunk.size(); i++) {
      if (shrunk.get(i) instanceof Step.WriteInputs write) {
        shrunk = withFewerEntries(shrunk, i, write);
      }
    }
    return shrunk;
  }

  private List<Step> withFewerEntries(List<Step> run, int index, Step.WriteInputs step) {
    List<Step> shrunk = run;
    List<Write> writes = step.writes();
    for (int i = writes.size() - 1; i >= 0; i--) {
      for (int entry = writes.get(i).entries().size() - 1; entry >= 0; entry--) {
        List<Write> fewer = without(writes, i, entry);
        List<Step> attempt = new ArrayList<>(shrunk);
        attempt.set(index, new Step.WriteInputs(fewer));
        if (fails.test(attempt)) {
          shrunk = attempt;
          writes = fewer;
        }
      }
    }
    return shrunk;
  }

  private static List<Write> without(List<Write> writes, int index, int entry) {
    Write write = writes.get(index);
    List<Json> entries = new ArrayList<>(write.entries().elements());
    entries.remove(entry);
    List<Write> fewer = new ArrayList<>(writes);
    fewer.set(index, new Write(write.collection(), Json.array(entries)));
    return List.copyOf(fewer);
  }
}
