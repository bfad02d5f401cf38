package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.Moment;
import io.skipruntime.engine.graph.Reasons;
import io.skipruntime.engine.heap.ValueList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Function;

/**
 * The reasons why a key of a {@link MappingNode} has its values: the source entries that contribute
 * to it, and what they read. For inspection.
 */
final class MappingReasons {

  /** Of so many contributions to a key it is tried whether they are redundant. */
  private static final int MOST_TRIED = 256;

  private final MappingNode node;
  private final Reasons reasons;

  private MappingReasons(MappingNode node, Reasons reasons) {
    this.node = node;
    this.reasons = reasons;
  }

  /** Gives the reasons for a key at their moment. */
  static void give(MappingNode node, Object key, Reasons reasons) {
    MappingReasons given = new MappingReasons(node, reasons);
    if (reasons.moment().isNow()) {
      given.give(key, node.contributionsTo(key), source -> node.traces().of(source).reads());
    } else {
      given.giveThen(key);
    }
  }

  private void giveThen(Object key) {
    Moment moment = reasons.moment();
    RunsAtMoment runs = new RunsAtMoment(new MapperFunction(node.mapper()), node, moment);
    SequencedMap<Object, Outcome> found =
        runs.contributing(key, node.input(), node.contributionsTo(key).keySet());
    SequencedMap<Object, ValueList> contributions = new LinkedHashMap<>();
    found.forEach((source, outcome) -> {
      ValueList values = outcome.emission().valuesOf(key);
      if (values != null) {
        contributions.put(source, values);
      }
    });
    give(key, contributions, source -> Objects.requireNonNull(found.get(source)).reads());
    if (!runs.areAll()) {
      reasons.incomplete();
    }
  }

  private void give(
      Object key,
      SequencedMap<Object, ValueList> contributions,
      Function<Object, Object[]> readsOf) {
    List<Object> values = node.valuesAt(key, reasons.moment());
    boolean tries = contributions.size() <= MOST_TRIED;
    for (Object source : contributions.keySet()) {
      Object[] readsOfSource = readsOf.apply(source);
      if (tries && node.isRedundant(source, contributions, values)) {
        reasons.redundant(node.input(), source, readsOfSource);
      } else {
        reasons.source(node.input(), source, readsOfSource);
      }
    }
  }
}
