package io.skipruntime.sql;

import io.skipruntime.sql.plan.JoinLookup;
import io.skipruntime.sql.plan.KeyPath;
import io.skipruntime.sql.plan.Plan;
import io.skipruntime.sql.plan.Wanted;
import io.skipruntime.sql.snapshot.Execution;

/** The words of an explanation for operations that read by key and not all rows. */
final class KeyUse {

  private static final String BY_KEY = " by key";

  private KeyUse() {}

  /**
   * What is to be said of an operation; empty if nothing.
   *
   * @param wanted what is wanted of its rows
   */
  static String of(Plan plan, Wanted wanted) {
    return switch (plan) {
      case Plan.Scan scan ->
          KeyPath.of(scan.table(), wanted)
              .map(path -> path.isWhole(scan.table()) ? BY_KEY : " by a range of keys")
              .orElse("");
      case Plan.Join join ->
          lookup(
              join,
              wanted.below(join, 0),
              wanted.below(join, 1),
              join.outer() == Plan.Outer.NONE || join.outer() == Plan.Outer.RIGHT,
              join.outer() == Plan.Outer.NONE || join.outer() == Plan.Outer.LEFT);
      case Plan.SemiJoin join -> lookup(join.pairs(), wanted, Wanted.ALL, !join.isNegated(), true);
      default -> "";
    };
  }

  private static String lookup(
      Plan.Join join,
      Wanted left,
      Wanted right,
      boolean leftNeedsPartner,
      boolean rightNeedsPartner) {
    if (rightNeedsPartner && new JoinLookup(join).findsRight(right)) {
      return words("second", "first");
    }
    return leftNeedsPartner && new JoinLookup(join).findsLeft(left) ? words("first", "second") : "";
  }

  private static String words(String found, String other) {
    return ", the "
        + found
        + BY_KEY
        + " if the "
        + other
        + " has at most "
        + Execution.MOST_LOOKUPS
        + " rows";
  }
}
