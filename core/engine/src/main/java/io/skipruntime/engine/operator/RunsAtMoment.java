package io.skipruntime.engine.operator;

import io.skipruntime.ContextMapper;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Moment;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.json.CanonicalOrder;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;

/**
 * The runs of a mapper at an earlier moment, to find out what it did then: functions are pure, so
 * that they do the same again. Nothing is kept of them.
 *
 * <ul>
 *   <li>{@code areAll} is false if not all source entries of that moment have been run for, or a
 *       run did more than look up what there was.
 * </ul>
 */
final class RunsAtMoment {

  /** Of an input with more entries, those are left out that have not changed since. */
  static final int MOST_RUNS = 10_000;

  private final Evaluation evaluation;
  private final ContextMapper<Object, Object, Object, Object> function;
  private final FunctionContext context;
  private final Moment moment;
  private boolean areAll = true;

  RunsAtMoment(MapperFunction mapper, Node owner, Moment moment) {
    this.evaluation = new Evaluation(owner);
    this.function = mapper.boundTo(evaluation);
    this.context = new FunctionContext(evaluation);
    this.moment = moment;
  }

  /** Whether what {@link #contributing} gave is all there was. */
  boolean areAll() {
    return areAll;
  }

  /**
   * The runs that emitted to a key, by source entry, in the order of these.
   *
   * @param contributorsNow the source entries that contribute to the key now
   */
  SequencedMap<Object, Outcome> contributing(
      Object key, CollectionNode input, Collection<Object> contributorsNow) {
    SequencedMap<Object, Outcome> found = new LinkedHashMap<>();
    TickMap<Object, ValueList> contents = input.contentsAt(moment);
    areAll &= input.isKnownAt(moment);
    if (contents.size() <= MOST_RUNS) {
      contents.forEach((source, values) -> run(key, source, values, found));
      return found;
    }
    areAll = false;
    for (Object source : candidates(key, input, contributorsNow)) {
      ValueList values = contents.get(source);
      if (values != null) {
        run(key, source, values, found);
      }
    }
    return found;
  }

  /** Those that are likely to have contributed, of too many. */
  private Set<Object> candidates(Object key, CollectionNode input, Collection<Object> now) {
    Set<Object> candidates = new TreeSet<>(CanonicalOrder.INSTANCE);
    candidates.add(key);
    candidates.addAll(now);
    if (input.contents().horizon() <= moment.tick()) {
      TickMap.Cursor<Object, ValueList> changed = input.contents().changesSince(moment.tick());
      while (candidates.size() < MOST_RUNS && changed.next()) {
        candidates.add(changed.key());
      }
    }
    return candidates;
  }

  private void run(
      Object key, Object source, ValueList values, SequencedMap<Object, Outcome> found) {
    Evaluation.Run run = evaluation.beginAt(moment);
    EmissionBuffer buffer = new EmissionBuffer(null);
    buffer.open(source, values);
    try {
      function.mapEntry(source, values, buffer, context);
      areAll &= !run.isRefused();
      Emission emission = buffer.emission();
      if (emission.contains(key)) {
        found.put(source, new Outcome(source, Trace.UNKNOWN, emission, run.reads(), run.held()));
      }
    } catch (RuntimeException e) {
      areAll = false;
    } finally {
      buffer.close();
      evaluation.end(run);
    }
  }
}
