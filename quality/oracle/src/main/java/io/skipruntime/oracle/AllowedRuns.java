package io.skipruntime.oracle;

import io.skipruntime.testkit.comparison.Difference;
import io.skipruntime.testkit.scratch.FunctionRun;
import io.skipruntime.testkit.scratch.ScratchEvaluation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The number of times that functions may run in one transaction: once for each node and key of
 * which they would see something else than before.
 *
 * <ul>
 *   <li>A node that is new may run once for each of its keys. One that is gone may have run for any
 *       key before it went, and have asked any lazy collection.
 *   <li>If a node is gone whose function creates others, it may have created some that are gone,
 *       too: nothing is known then.
 *   <li>Nodes whose functions are described by equal operations are not told apart.
 * </ul>
 */
final class AllowedRuns {

  private record Place(String node, Object key) {}

  private final boolean isKnown;
  private final Map<Recorder.Ran, Integer> allowed = new HashMap<>();
  private final Map<Operation, Integer> allowedForAnyKey = new HashMap<>();

  /** Between two states, given the evaluation of each from scratch. */
  AllowedRuns(ScratchEvaluation before, ScratchEvaluation after) {
    Map<String, Object> gone = new HashMap<>(before.functions());
    Map<String, Object> present = after.functions();
    gone.keySet().removeAll(present.keySet());
    isKnown = gone.values().stream().noneMatch(NestedMapping.class::isInstance);
    Map<Place, FunctionRun> known = new HashMap<>();
    before.functionRuns().forEach(run -> known.put(new Place(run.node(), run.key()), run));
    Set<Place> places = new HashSet<>();
    for (FunctionRun run : after.functionRuns()) {
      Place place = new Place(run.node(), run.key());
      FunctionRun runBefore = known.get(place);
      if (places.add(place) && (runBefore == null || differ(runBefore, run))) {
        operationOf(run.function())
            .ifPresent(what -> allowed.merge(new Recorder.Ran(what, run.key()), 1, Integer::sum));
      }
    }
    if (!gone.isEmpty()) {
      present.values().stream().filter(LazyEntry.class::isInstance).forEach(this::allowForAnyKey);
    }
    gone.values().forEach(this::allowForAnyKey);
  }

  /** Whether functions see something else, or the same numbers written otherwise. */
  private static boolean differ(FunctionRun before, FunctionRun now) {
    return !before.seen().equals(now.seen())
        || !before.seen().toString().equals(now.seen().toString());
  }

  private void allowForAnyKey(Object function) {
    operationOf(function).ifPresent(what -> allowedForAnyKey.merge(what, 1, Integer::sum));
  }

  /** What a function of a program does; empty for other functions. */
  private static Optional<Operation> operationOf(Object function) {
    Object mapper =
        function instanceof List<?> mapperAndAggregator ? mapperAndAggregator.getFirst() : function;
    return mapper instanceof ProgramFunction known ? Optional.of(known.what()) : Optional.empty();
  }

  /**
   * Fails unless all that ran was allowed to.
   *
   * @param timesEach how often the engine runs a function where once is enough
   */
  void check(Map<Recorder.Ran, Integer> ran, int timesEach) {
    if (!isKnown) {
      return;
    }
    ran.forEach((each, times) -> {
      int most = allowed.getOrDefault(each, 0) + allowedForAnyKey.getOrDefault(each.what(), 0);
      if (times > most * timesEach) {
        throw new Difference(
            each.what()
                + " ran "
                + times
                + " times for key "
                + each.key()
                + ", of which changes explain "
                + most);
      }
    });
  }
}
