package io.skipruntime.engine;

import io.skipruntime.engine.Provenance.Cause;
import io.skipruntime.engine.Provenance.Role;
import io.skipruntime.engine.Provenance.Writer;
import io.skipruntime.engine.Provenance.WriterKind;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Moment;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Reasons;
import io.skipruntime.engine.graph.Reasons.Part;
import io.skipruntime.engine.graph.Reasons.Reason;
import io.skipruntime.engine.graph.WholeCollection;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.InputNode;
import io.skipruntime.engine.table.KeyMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * A search for the {@link Provenance} of an entry, for the holder of the service's write lock. Each
 * node says why its keys have their values ({@link Node#explain}); the search follows that down to
 * inputs.
 *
 * <ul>
 *   <li>{@code left} is how many entries there may be more; the search gives none beyond that, and
 *       none that are deeper than {@link #DEEPEST}, so that it ends soon also where much depends on
 *       much.
 *   <li>{@code met} has the entries that were met; each has its causes once.
 * </ul>
 */
final class ProvenanceSearch {

  /** How many entries a search gives at most, unless it is told otherwise. */
  static final int MOST_ENTRIES = 1_000;

  private static final int DEEPEST = 64;

  private final int mostCauses;
  private final Moment moment;
  private final LongFunction<Optional<Instant>> times;
  private final Map<Node, Set<Object>> met = new HashMap<>();
  private int left;

  /**
   * A search.
   *
   * @param mostCauses how many causes of one entry are given at most
   * @param mostEntries how many entries are given in all
   * @param times when a tick was committed, if that is known
   */
  ProvenanceSearch(
      int mostCauses, int mostEntries, Moment moment, LongFunction<Optional<Instant>> times) {
    this.mostCauses = mostCauses;
    this.left = mostEntries;
    this.moment = moment;
    this.times = times;
  }

  /**
   * Why an entry of a resource has its values.
   *
   * @param ofInstance what {@code instantiate} looked up
   */
  Provenance of(Node node, Object key, Reasons ofInstance) {
    return of(node, key, ofInstance, 0);
  }

  private Provenance of(Node node, Object key, Reasons more, int depth) {
    left--;
    if (!met.computeIfAbsent(node, each -> KeyMap.newSet()).add(key)) {
      return entry(node, key, List.of(), 0, true);
    }
    Reasons reasons = new Reasons(moment);
    node.explain(key, reasons);
    List<Reason> open = new ArrayList<>(reasons.all());
    open.addAll(more.all());
    List<Cause> causes = new ArrayList<>();
    for (Reason each : open) {
      if (causes.size() == mostCauses || left <= 0 || depth == DEEPEST) {
        break;
      }
      if (each.node().isKnownAt(moment)) {
        causes.add(new Cause(Role.valueOf(each.part().name()), each.source(), of(each, depth)));
      }
    }
    boolean isComplete = reasons.isComplete() && more.isComplete();
    int omitted = open.size() - causes.size();
    return entry(node, key, causes, isComplete ? omitted : Math.max(1, omitted), false);
  }

  private Provenance of(Reason reason, int depth) {
    if (reason.part() != Part.WHOLE && reason.part() != Part.PLACE) {
      return of(reason.node(), reason.key(), new Reasons(moment), depth + 1);
    }
    left--;
    Node node = reason.node();
    List<Object> size =
        reason.part() == Part.WHOLE && node instanceof CollectionNode collection
            ? List.of(collection.contentsAt(moment).size())
            : List.of();
    Object key = reason.part() == Part.WHOLE ? WholeCollection.SIZE.toString() : reason.key();
    return new Provenance(
        node.id(),
        node.kind(),
        key,
        size,
        0,
        List.of(),
        0,
        false,
        Optional.empty(),
        Optional.empty());
  }

  private Provenance entry(
      Node node, Object key, List<Cause> causes, int omitted, boolean isRepeated) {
    List<Object> values = valuesOf(node, key);
    long tick = tick(node, key);
    return new Provenance(
        node.id(),
        node.kind(),
        key,
        values,
        tick,
        causes,
        omitted,
        isRepeated,
        node.functionPlace(),
        writer(node, tick));
  }

  private List<Object> valuesOf(Node node, Object key) {
    try {
      return node.valuesAt(key, moment);
    } catch (RuntimeException e) {
      return List.of(); // a lazy entry that fails has none
    }
  }

  private long tick(Node node, Object key) {
    if (!(node instanceof CollectionNode collection)) {
      return 0;
    }
    TickMap<Object, ValueList> contents = collection.contentsAt(moment);
    if (!contents.containsKey(key)) {
      return 0;
    }
    TickMap.Cursor<Object, ValueList> cursor = contents.cursorFrom(key);
    return cursor.next() ? cursor.tick() : 0;
  }

  private Optional<Writer> writer(Node node, long tick) {
    if (!(node instanceof InputNode input) || tick == 0) {
      return Optional.empty();
    }
    Optional<Instant> time = times.apply(tick);
    if (input.isExternal()) {
      return Optional.of(new Writer(WriterKind.SOURCE, input.describe(), time));
    }
    WriterKind kind = tick <= input.attachedTick() ? WriterKind.INITIAL : WriterKind.CLIENT;
    return Optional.of(new Writer(kind, "", time));
  }
}
