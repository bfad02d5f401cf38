package io.skipruntime.engine.operator;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.ExternalService;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The description of an operator under test: how it is built on two inputs, what it gives for their
 * contents when that is computed from scratch, and what a change costs it. Immutable.
 *
 * @param name how failed tests name it
 * @param construction how it is built, by the API that any author uses
 * @param scratch what it gives
 * @param runs how often its functions run; empty where that depends on the optimisations
 * @param canFail whether its functions pass the values of the first input through {@link
 *     Sound#sound}
 * @param keysPerChange how many keys of the result change at most for each key of the inputs that
 *     has changed, and for each run of a function
 * @param sources the external services that it uses
 */
record TestedOperator(
    String name,
    Construction construction,
    Scratch scratch,
    Optional<CostLaw> runs,
    boolean canFail,
    int keysPerChange,
    Map<String, ExternalService> sources) {

  /**
   * The inputs of a service with the operator.
   *
   * @param first the input that it is always built on
   * @param second another one, which an operator of two collections is built on, too
   * @param refused an input that must stay empty: the service refuses what is written to it, when
   *     all else has been recomputed
   */
  record Inputs(
      EagerCollection<Long, Long> first,
      EagerCollection<Long, Long> second,
      EagerCollection<Long, Long> refused) {}

  /** The operator as an author applies it. */
  @FunctionalInterface
  interface Construction {

    /** Applies the operator. */
    EagerCollection<?, ?> build(
        EagerCollection<Long, Long> first, EagerCollection<Long, Long> second, Context context);
  }

  /** The naive function that the operator keeps the result of. */
  @FunctionalInterface
  interface Scratch {

    /** Puts the result for some rows into a map that is empty. */
    void evaluate(Rows rows, Contents result);
  }

  /** The number of runs of functions that a change causes. */
  @FunctionalInterface
  interface CostLaw {

    /** The number of runs, of all functions of the operator together. */
    long runs(Rows before, Rows after);
  }

  /** An operator without functions that changes at most one key for each changed key. */
  static TestedOperator of(String name, Construction construction, Scratch scratch) {
    return new TestedOperator(
        name, construction, scratch, Optional.of((before, after) -> 0), false, 1, Map.of());
  }

  /** With functions that run so often. */
  TestedOperator running(CostLaw law) {
    return new TestedOperator(
        name, construction, scratch, Optional.of(law), canFail, keysPerChange, sources);
  }

  /** With functions of which the number of runs depends on the optimisations. */
  TestedOperator runningFreely() {
    return new TestedOperator(
        name, construction, scratch, Optional.empty(), canFail, keysPerChange, sources);
  }

  /** With functions that fail for {@link Sound#UNSOUND}. */
  TestedOperator failing() {
    return new TestedOperator(name, construction, scratch, runs, true, keysPerChange, sources);
  }

  /** With another {@link #keysPerChange}. */
  TestedOperator changing(int keys) {
    return new TestedOperator(name, construction, scratch, runs, canFail, keys, sources);
  }

  /** With an external service. */
  TestedOperator using(String service, ExternalService source) {
    return new TestedOperator(
        name, construction, scratch, runs, canFail, keysPerChange, Map.of(service, source));
  }

  /** The result for some rows, from scratch. */
  SortedMap<Object, List<Object>> result(Rows rows) {
    Contents result = new Contents();
    scratch.evaluate(rows, result);
    return result.all();
  }

  /** One run for each changed key of the first input that is still there. */
  static long onePerChangedKey(Rows before, Rows after) {
    return Rows.changedPresent(before.first(), after.first()).size();
  }

  @Override
  public String toString() {
    return name;
  }

  /** The contents of a collection while they are computed from scratch. */
  static final class Contents {
    private final SortedMap<Object, List<Object>> values = new TreeMap<>(CanonicalOrder.INSTANCE);

    /** Adds a value behind those that a key has. */
    void add(Object key, Object value) {
      values.computeIfAbsent(key, absent -> new ArrayList<>()).add(value);
    }

    /** Adds values behind those that a key has. */
    void addAll(Object key, List<?> all) {
      all.forEach(value -> add(key, value));
    }

    SortedMap<Object, List<Object>> all() {
      return values;
    }
  }
}
