package io.skipruntime.oracle;

import java.util.Optional;

/**
 * The outcome of the case of one seed. There is none where the machine is too busy for writes that
 * wait in order ({@link SimultaneousWrites.OrderLostException}).
 *
 * @param outcome what came of the case as it is
 * @param report the difference that was found with the shrunk case, as the corpus keeps it
 */
record Finding(Trial.Outcome outcome, Optional<String> report) {

  /** The outcome of the case of a seed, of a service that forgets its data when it ends. */
  static Finding of(long seed, int commits) {
    return of(seed, Cases.random(seed, commits), false);
  }

  /** As {@link #of}, with a check of why entries have their values. */
  static Finding ofExplained(long seed, int commits) {
    return of(seed, Cases.random(seed, commits), true);
  }

  /** The outcome of the case of a seed, of a service that keeps its data. */
  static Finding ofPersistent(long seed, int commits) {
    return of(seed, Cases.persistent(seed, commits), false);
  }

  private static Finding of(long seed, Case subject, boolean explains) {
    Trial.Outcome outcome;
    try {
      outcome = Trial.run(subject, explains);
    } catch (SimultaneousWrites.OrderLostException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IllegalStateException("seed " + seed + " is no case:\n" + subject, e);
    }
    return new Finding(
        outcome,
        outcome.difference().map(difference -> report(seed, subject, explains, difference)));
  }

  private static String report(long seed, Case subject, boolean explains, String difference) {
    Case shrunk = Shrinking.of(subject, each -> differs(each, explains));
    String text = Trial.run(shrunk, explains).difference().orElse(difference);
    return "# seed " + seed + "\n" + commented(text) + shrunk;
  }

  /** Whether a case makes a difference; not if that cannot be told, as the machine is too busy. */
  private static boolean differs(Case subject, boolean explains) {
    try {
      return Trial.run(subject, explains).difference().isPresent();
    } catch (SimultaneousWrites.OrderLostException undecided) {
      return false;
    }
  }

  private static String commented(String text) {
    StringBuilder commented = new StringBuilder();
    text.lines().forEach(line -> commented.append("# ").append(line).append('\n'));
    return commented.toString();
  }
}
