package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.UndoLog;
import io.skipruntime.engine.table.KeyMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;

/**
 * A turn of a {@link ClosureNode}: what has changed is noted first, then rows that rest on nothing
 * any more go, and then those come that follow from new ones.
 *
 * <p>A row that loses a source or a row that it followed from is a suspect. Suspects are looked at
 * by rank: one that is no source and follows from no row of a lower rank is marked, and what
 * follows from it is suspect, too. Of the marked rows those are kept that follow from one that is
 * not (delete and re-derive).
 */
final class ClosureTurn {

  private final ClosureRows rows;
  private final UndoLog undo;
  private final Function<Object, ClosureRows.Expanded> expansion;
  private final Set<Object> unexpanded;
  private final Set<Object> suspects = KeyMap.newSet();
  private final Set<Object> marked = KeyMap.newSet();
  private final Set<Object> sources = KeyMap.newSet();
  private final List<Link> links = new ArrayList<>();
  private final Deque<Object> fresh = new ArrayDeque<>();
  private final Set<Object> touched = KeyMap.newSet();

  /** A row that follows from another, and was not there when that was found. */
  private record Link(Object from, Object to) {}

  /**
   * A turn that begins.
   *
   * @param expansion gives what follows from a row now, and what the row looks up
   * @param unexpanded the rows that are there, and of which it is not known yet what follows
   */
  ClosureTurn(
      ClosureRows rows,
      UndoLog undo,
      Function<Object, ClosureRows.Expanded> expansion,
      Set<Object> unexpanded) {
    this.rows = rows;
    this.undo = undo;
    this.expansion = expansion;
    this.unexpanded = unexpanded;
  }

  /** Notes the rows that a key of the input had and has. */
  void sourceChanged(Object key, Set<Object> before, Set<Object> after) {
    for (Object row : before) {
      if (!after.contains(row)) {
        rows.removeSource(row, key, undo);
        suspects.add(row);
      }
    }
    for (Object row : after) {
      if (!before.contains(row)) {
        rows.addSource(row, key, undo);
        sources.add(row);
      }
    }
  }

  /** Notes that what a row has looked up has changed. */
  void expandAgain(Object row) {
    ClosureRows.Expanded after = expansion.apply(row);
    ClosureRows.Expanded before = rows.expand(row, after, undo);
    for (Object lost : before.successors()) {
      if (!after.successors().contains(lost)) {
        rows.unlink(row, lost, undo);
        suspects.add(lost);
      }
    }
    for (Object gained : after.successors()) {
      if (!before.successors().contains(gained)) {
        if (rows.has(gained)) {
          rows.link(row, gained, undo);
        } else {
          links.add(new Link(row, gained));
        }
      }
    }
  }

  /**
   * Removes and adds rows; gives those that may not be what they were.
   *
   * @param most of how many rows it finds at most what follows; the others are unexpanded then
   */
  Set<Object> finish(int most) {
    mark();
    keepDerived();
    marked.forEach(this::remove);
    for (Object row : sources) {
      if (!rows.has(row)) {
        insert(row, 0);
      }
    }
    for (Link link : links) {
      if (rows.has(link.from) && rows.successors(link.from).contains(link.to)) {
        follow(link.from, link.to);
      }
    }
    unexpanded.stream().limit(Math.max(0, most - fresh.size())).forEach(fresh::add);
    for (int count = 0; count < most && !fresh.isEmpty(); count++) {
      Object row = fresh.pop();
      undo.remove(unexpanded, row);
      ClosureRows.Expanded expanded = expansion.apply(row);
      rows.expand(row, expanded, undo);
      expanded.successors().forEach(next -> follow(row, next));
    }
    fresh.forEach(row -> undo.add(unexpanded, row));
    return touched;
  }

  private void mark() {
    PriorityQueue<Object> open = new PriorityQueue<>(Comparator.comparingInt(rows::rank));
    suspects.stream().filter(rows::has).forEach(open::add);
    while (!open.isEmpty()) {
      Object row = open.poll();
      if (rows.isSource(row) || isMarkedOrRests(row)) {
        continue;
      }
      marked.add(row);
      for (Object next : rows.successors(row)) {
        if (rows.has(next) && rows.rank(next) > rows.rank(row)) {
          open.add(next);
        }
      }
    }
  }

  /** Whether a row is marked, or follows from one of a lower rank that is not. */
  private boolean isMarkedOrRests(Object row) {
    int rank = rows.rank(row);
    return marked.contains(row)
        || rows.predecessors(row).stream()
            .anyMatch(each -> rows.rank(each) < rank && !marked.contains(each));
  }

  /** Takes the marks from rows that follow from one without. */
  private void keepDerived() {
    Deque<Object> kept = new ArrayDeque<>();
    for (Object row : List.copyOf(marked)) {
      for (Object from : rows.predecessors(row)) {
        if (marked.contains(row) && !marked.contains(from)) {
          keep(row, from, kept);
        }
      }
    }
    while (!kept.isEmpty()) {
      Object from = kept.pop();
      for (Object row : rows.successors(from)) {
        if (marked.contains(row)) {
          keep(row, from, kept);
        }
      }
    }
  }

  private void keep(Object row, Object from, Deque<Object> kept) {
    marked.remove(row);
    rows.setRank(row, rows.rank(from) + 1, undo);
    kept.push(row);
  }

  private void remove(Object row) {
    ClosureRows.Expanded before = rows.expand(row, null, undo);
    before.successors().forEach(next -> rows.unlink(row, next, undo));
    rows.remove(row, undo);
    undo.remove(unexpanded, row);
    touched.add(row);
  }

  private void insert(Object row, int rank) {
    rows.insert(row, rank, undo);
    touched.add(row);
    fresh.add(row);
  }

  private void follow(Object from, Object to) {
    if (!rows.has(to)) {
      insert(to, rows.rank(from) + 1);
    }
    rows.link(from, to, undo);
  }
}
