package io.skipruntime.engine.shard;

import io.skipruntime.engine.spi.Spread;
import java.util.List;

/**
 * A collection of a plan: an input, an operator or a lazy collection. Immutable.
 *
 * @param id its place in the plan; it comes after all that it depends on
 * @param name how messages name it, embedded and on shards
 * @param kind the operator, as the API names it
 * @param spread how shards compute it
 * @param inputs the collections that it works on
 * @param lookedUp the collections that its function captured, and may look up any key of
 * @param colocated the collections that its function captured, and looks up its own key of
 * @param runsAt the level at which its function runs, or which finds the first keys
 * @param partsAt the level from which on each shard has the entries of its own keys
 * @param wholeAt the level from which on all entries can be on every shard
 * @param fingerprint what identifies it in every run of the program
 */
public record PlannedCollection(
    int id,
    String name,
    String kind,
    Spread spread,
    List<Integer> inputs,
    List<Integer> lookedUp,
    List<Integer> colocated,
    int runsAt,
    int partsAt,
    int wholeAt,
    String fingerprint) {

  /** Copies the lists. */
  public PlannedCollection {
    inputs = List.copyOf(inputs);
    lookedUp = List.copyOf(lookedUp);
    colocated = List.copyOf(colocated);
  }

  /** The level whose nodes have the entries that are sent elsewhere. */
  int madeAt() {
    return spread == Spread.WHOLE ? runsAt : partsAt;
  }
}
