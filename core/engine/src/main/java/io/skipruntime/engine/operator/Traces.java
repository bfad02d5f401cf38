package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.UndoLog;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.table.KeyMap;
import io.skipruntime.json.CanonicalOrder;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The traces of a node's source entries. An entry of which nothing is remembered has none here.
 *
 * <p>Several threads may look up traces while a turn runs functions; only the transaction's thread
 * changes them, after.
 */
final class Traces {

  private final Map<Object, Trace> byKey = new KeyMap<>(NumberTraces::new);

  /** The trace of a source entry, {@link Trace#UNKNOWN} for one that has none. */
  Trace of(Object key) {
    Trace trace = byKey.isEmpty() ? null : byKey.get(key);
    return trace == null ? Trace.UNKNOWN : trace;
  }

  /** Replaces the trace of a source entry. */
  void put(Object key, Trace before, Trace after, UndoLog undo) {
    if (after != Trace.UNKNOWN || before != Trace.UNKNOWN) {
      undo.put(byKey, key, after == Trace.UNKNOWN ? null : after);
    }
  }

  /** What source entries are known to contribute to a key, by source, in their order. */
  SequencedMap<Object, ValueList> contributionsTo(Object key) {
    SortedMap<Object, ValueList> contributions = new TreeMap<>(CanonicalOrder.INSTANCE);
    byKey.forEach((source, trace) -> {
      Emission emission = trace.emission();
      ValueList values = emission == null ? null : emission.valuesOf(key);
      if (values != null) {
        contributions.put(source, values);
      }
    });
    return contributions;
  }

  /** The number of traces. */
  int size() {
    return byKey.size();
  }

  /** Gives {@code action} each source entry that has a trace. */
  void forEach(BiConsumer<Object, Trace> action) {
    byKey.forEach(action);
  }

  /** Gives {@code action} each trace. */
  void forEach(Consumer<Trace> action) {
    byKey.values().forEach(action);
  }
}
