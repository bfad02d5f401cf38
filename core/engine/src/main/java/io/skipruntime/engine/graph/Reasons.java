package io.skipruntime.engine.graph;

import io.skipruntime.engine.table.KeyMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The reasons why a key of a node has its values at a moment, as the node gives them: entries of
 * the nodes that it depends on, one level down.
 *
 * <ul>
 *   <li>{@code redundant} has those without which the values would be the same; they come last.
 *   <li>Keys are those that the nodes have: of equal ones, such as 1 and 1.0, the one that is
 *       there.
 *   <li>{@code isComplete} is false if there are reasons that are not known any more.
 * </ul>
 */
public final class Reasons {

  /** The part of an entry in the computation of another. */
  public enum Part {
    /** The node's function was applied to it. */
    SOURCE,
    /** The same, and the values would be the same without it. */
    REDUNDANT,
    /** A function looked it up, or the operator did. */
    READ,
    /** A function looked at the number of keys, or at all of them. */
    WHOLE,
    /** The place of the key among all keys counts. */
    PLACE
  }

  /**
   * A reason.
   *
   * @param source the key of the source entry whose run looked it up, or its own
   * @param node the node that has the entry
   * @param key the key of the entry; for {@code WHOLE} one of {@link WholeCollection}
   */
  public record Reason(Part part, Object source, Node node, Object key) {}

  private final Moment moment;
  private final List<Reason> all = new ArrayList<>();
  private final List<Reason> redundant = new ArrayList<>();
  private boolean isComplete = true;

  /** No reasons yet. */
  public Reasons(Moment moment) {
    this.moment = moment;
  }

  /** The moment that the question is for. */
  public Moment moment() {
    return moment;
  }

  /** Adds an entry that the node's function was applied to, or that the operator passes on. */
  public void source(Node input, Object key) {
    Object own = input.keyAt(key, moment);
    all.add(new Reason(Part.SOURCE, own, input, own));
  }

  /** Adds an entry that the function was applied to, and what its run looked up. */
  public void source(Node input, Object key, Object[] reads) {
    source(input, key);
    addReads(reads, input.keyAt(key, moment), all);
  }

  /** As {@link #source(Node, Object, Object[])}, of one without which the values are the same. */
  public void redundant(Node input, Object key, Object[] reads) {
    Object own = input.keyAt(key, moment);
    redundant.add(new Reason(Part.REDUNDANT, own, input, own));
    addReads(reads, own, redundant);
  }

  /** Adds an entry that the operator looked up, perhaps one that is not there. */
  public void read(Node node, Object key) {
    Object own = node.keyAt(key, moment);
    all.add(new Reason(Part.READ, own, node, own));
  }

  /**
   * Adds what a run looked up.
   *
   * @param reads node, key, node, key…
   * @param source the key that the run was for
   */
  public void reads(Object[] reads, Object source) {
    addReads(reads, source, all);
  }

  /** Adds that the place of a key among those of an input counts. */
  public void place(Node input, Object key) {
    Object own = input.keyAt(key, moment);
    all.add(new Reason(Part.PLACE, own, input, own));
  }

  /** Notes that there are reasons that are not known any more. */
  public void incomplete() {
    isComplete = false;
  }

  private void addReads(Object[] reads, Object source, List<Reason> to) {
    Map<Node, Set<Object>> known = new HashMap<>();
    Map<Node, Set<Object>> knownWholes = new HashMap<>();
    for (int i = 0; i < reads.length; i += 2) {
      Node node = (Node) reads[i];
      Object key = reads[i + 1];
      boolean isWhole = key == WholeCollection.SIZE || key == WholeCollection.ANY;
      boolean isNew =
          isWhole
              ? knownWholes.computeIfAbsent(node, each -> new HashSet<>()).add(key)
              : known.computeIfAbsent(node, each -> KeyMap.newSet()).add(key);
      if (isNew) {
        to.add(
            isWhole
                ? new Reason(Part.WHOLE, source, node, key)
                : new Reason(Part.READ, source, node, node.keyAt(key, moment)));
      }
    }
  }

  /** All reasons, those that decide first. */
  public List<Reason> all() {
    List<Reason> ordered = new ArrayList<>(all);
    ordered.addAll(redundant);
    return ordered;
  }

  /** Whether these are all reasons. */
  public boolean isComplete() {
    return isComplete;
  }
}
