package io.skipruntime.oracle;

import io.skipruntime.engine.EngineOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the engine works in a trial: with which of its optimisations, and whether it runs functions
 * twice.
 *
 * @param on the switches that are on
 */
record Settings(Set<Switch> on) {

  /** What can be on or off. */
  enum Switch {
    INTERNING,
    COMPACTION,
    /** Every turn is shared by all threads, however short. */
    PARALLEL,
    GROUP_COMMIT,
    /** Functions run twice. */
    VERIFYING
  }

  private static final int THREADS = 3;

  /** As services usually run; what is done on one thread when it is as little as in a trial. */
  static final Settings USUAL =
      new Settings(EnumSet.of(Switch.INTERNING, Switch.COMPACTION, Switch.GROUP_COMMIT));

  /** Every combination. */
  static final List<Settings> ALL = combinations();

  Settings {
    on = Set.copyOf(on);
  }

  private static List<Settings> combinations() {
    List<Settings> all = new ArrayList<>();
    all.add(new Settings(Set.of()));
    for (Switch each : Switch.values()) {
      for (Settings without : List.copyOf(all)) {
        Set<Switch> with = EnumSet.of(each);
        with.addAll(without.on());
        all.add(new Settings(with));
      }
    }
    return List.copyOf(all);
  }

  /** The settings of a seed: every other time the usual ones, in between one after the other. */
  static Settings of(long seed) {
    return seed % 2 == 0 ? USUAL : ALL.get((int) Math.floorMod(seed / 2, (long) ALL.size()));
  }

  /** What {@link #toString} gave. */
  static Settings read(String text) {
    return new Settings(
        Arrays.stream(text.split(" "))
            .filter(word -> !word.isEmpty())
            .map(Switch::valueOf)
            .collect(Collectors.toSet()));
  }

  boolean has(Switch one) {
    return on.contains(one);
  }

  EngineOptions options() {
    EngineOptions options =
        has(Switch.PARALLEL)
            ? EngineOptions.defaults().withParallelism(THREADS).withParallelAfterMicros(0)
            : EngineOptions.defaults().withParallelism(1);
    options = has(Switch.INTERNING) ? options : options.withoutInterning();
    options = has(Switch.COMPACTION) ? options : options.withoutCompaction();
    options = has(Switch.GROUP_COMMIT) ? options : options.withoutGroupCommit();
    return has(Switch.VERIFYING) ? options.withVerifyDeterminism() : options;
  }

  @Override
  public String toString() {
    return on.stream().sorted().map(Switch::name).collect(Collectors.joining(" "));
  }
}
