package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.UndoLog;
import io.skipruntime.engine.table.KeyMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a {@link ClosureNode}, which follow from which, and what each has looked up.
 *
 * <ul>
 *   <li>{@code sources} has, for each row that is a value of the input, the keys that have it.
 *   <li>A row is a source or follows from one of a lower rank: so what a row rests on is found
 *       though rows follow from each other in a circle. Ranks depend on the order in which rows
 *       came, and nothing but the cost of a removal depends on ranks.
 *   <li>{@code readers} has, for each other collection and each of its keys, the rows that have
 *       looked it up.
 * </ul>
 */
final class ClosureRows {

  /** The rows that follow from a row, and the keys of each other collection that it looked up. */
  record Expanded(Set<Object> successors, List<Set<Object>> reads) {

    /** Nothing yet, of so many other collections. */
    Expanded(int others) {
      this(KeyMap.newSet(), newSets(others));
    }

    private static List<Set<Object>> newSets(int count) {
      List<Set<Object>> sets = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        sets.add(KeyMap.newSet());
      }
      return List.copyOf(sets);
    }
  }

  /** A row that is there. */
  private static final class Row {
    private final Set<Object> predecessors = KeyMap.newSet();
    private Expanded expanded;
    private int rank;

    Row(Expanded expanded, int rank) {
      this.expanded = expanded;
      this.rank = rank;
    }
  }

  private final int others;
  private final Map<Object, Set<Object>> sources = new KeyMap<>();
  private final Map<Object, Row> rows = new KeyMap<>();
  private final List<Map<Object, Set<Object>>> readers = new ArrayList<>();

  ClosureRows(int others) {
    this.others = others;
    for (int i = 0; i < others; i++) {
      readers.add(new KeyMap<>());
    }
  }

  int size() {
    return rows.size();
  }

  boolean has(Object row) {
    return rows.containsKey(row);
  }

  boolean isSource(Object row) {
    return sources.containsKey(row);
  }

  /** The keys of the input that have a row. */
  Set<Object> sources(Object row) {
    return sources.getOrDefault(row, Set.of());
  }

  int rank(Object row) {
    return row(row).rank;
  }

  /** The rows that a row follows from. */
  Set<Object> predecessors(Object row) {
    return row(row).predecessors;
  }

  /** The rows that follow from a row; none if it is not there. */
  Set<Object> successors(Object row) {
    Row known = rows.get(row);
    return known == null ? Set.of() : known.expanded.successors;
  }

  /** The rows that have looked a key up. */
  Set<Object> readers(int other, Object key) {
    return readers.get(other).getOrDefault(key, Set.of());
  }

  /** The keys of another collection that a row has looked up. */
  Set<Object> reads(Object row, int other) {
    Row known = rows.get(row);
    return known == null ? Set.of() : known.expanded.reads.get(other);
  }

  private Row row(Object row) {
    return Objects.requireNonNull(rows.get(row), "the row is there");
  }

  void addSource(Object row, Object key, UndoLog undo) {
    add(sources, row, key, undo);
  }

  void removeSource(Object row, Object key, UndoLog undo) {
    remove(sources, row, key, undo);
  }

  private static void add(Map<Object, Set<Object>> sets, Object key, Object element, UndoLog undo) {
    Set<Object> set = sets.get(key);
    if (set == null) {
      set = KeyMap.newSet();
      undo.put(sets, key, set);
    }
    undo.add(set, element);
  }

  private static void remove(
      Map<Object, Set<Object>> sets, Object key, Object element, UndoLog undo) {
    Set<Object> set = sets.get(key);
    if (set != null) {
      undo.remove(set, element);
      if (set.isEmpty()) {
        undo.put(sets, key, null);
      }
    }
  }

  /** Adds a row from which nothing follows yet. */
  void insert(Object row, int rank, UndoLog undo) {
    undo.put(rows, row, new Row(new Expanded(others), rank));
  }

  /** Removes a row from which nothing follows any more. */
  void remove(Object row, UndoLog undo) {
    undo.put(rows, row, null);
  }

  void setRank(Object row, int rank, UndoLog undo) {
    Row known = row(row);
    int before = known.rank;
    undo.add(() -> known.rank = before);
    known.rank = rank;
  }

  /** Notes that a row that is there follows from another. */
  void link(Object from, Object to, UndoLog undo) {
    undo.add(row(to).predecessors, from);
  }

  void unlink(Object from, Object to, UndoLog undo) {
    Row known = rows.get(to);
    if (known != null) {
      undo.remove(known.predecessors, from);
    }
  }

  /** Replaces what follows from a row and what it has looked up; gives what was there before. */
  Expanded expand(Object row, @Nullable Expanded after, UndoLog undo) {
    Row known = row(row);
    Expanded before = known.expanded;
    Expanded next = after == null ? new Expanded(others) : after;
    for (int i = 0; i < others; i++) {
      Map<Object, Set<Object>> ofOther = readers.get(i);
      for (Object key : before.reads.get(i)) {
        if (!next.reads.get(i).contains(key)) {
          remove(ofOther, key, row, undo);
        }
      }
      for (Object key : next.reads.get(i)) {
        add(ofOther, key, row, undo);
      }
    }
    undo.add(() -> known.expanded = before);
    known.expanded = next;
    return before;
  }

  /** A row, if it is there, and all that it follows from. */
  Set<Object> ancestors(Object row) {
    return rows.containsKey(row) ? reached(Set.of(row), this::predecessors) : Set.of();
  }

  /** Rows and all that follows from them. */
  Set<Object> descendants(Set<Object> first) {
    return reached(first, this::successors);
  }

  private static Set<Object> reached(Set<Object> first, Function<Object, Set<Object>> next) {
    Set<Object> reached = KeyMap.newSet();
    reached.addAll(first);
    Deque<Object> open = new ArrayDeque<>(first);
    while (!open.isEmpty()) {
      for (Object each : next.apply(open.pop())) {
        if (reached.add(each)) {
          open.push(each);
        }
      }
    }
    return reached;
  }

  /** How many links and reads are kept. */
  long links() {
    return rows.values().stream()
        .mapToLong(
            row -> row.predecessors.size() + row.expanded.reads.stream().mapToLong(Set::size).sum())
        .sum();
  }
}
