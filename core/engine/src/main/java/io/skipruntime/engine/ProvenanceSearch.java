package io.skipruntime.engine;

import io.skipruntime.engine.Provenance.Cause;
import io.skipruntime.engine.Provenance.Role;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.WholeCollection;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.LazyNode;
import io.skipruntime.engine.operator.MappingNode;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;

/**
 * A search for the {@link Provenance} of an entry, for the holder of the service's write lock.
 *
 * <p>What a source entry contributed and what its run looked up, nodes remember anyway, since a
 * change of it makes the function run again. So nothing is recorded for the search; only whether a
 * contribution to an aggregate is redundant is found by computing the aggregate without it.
 *
 * <ul>
 *   <li>{@code left} is how many entries there may be more; the search gives none beyond that, and
 *       none that are deeper than {@link #DEEPEST}, so that it ends soon also where much depends on
 *       much.
 * </ul>
 */
final class ProvenanceSearch {

  private static final int MOST_ENTRIES = 1_000;
  private static final int DEEPEST = 64;
  private static final int MOST_TRIED = 256;

  private final int mostCauses;
  private int left = MOST_ENTRIES;

  /**
   * A search.
   *
   * @param mostCauses how many causes of one entry are given at most
   */
  ProvenanceSearch(int mostCauses) {
    this.mostCauses = mostCauses;
  }

  /** A cause whose entry is not explained yet. */
  private record Open(Role role, Object source, Node node, Object key) {}

  /** Why an entry has its values. */
  Provenance of(Node node, Object key) {
    return of(node, key, List.of(), 0);
  }

  /**
   * Why an entry of a resource has its values.
   *
   * @param reads what {@code instantiate} looked up: node, key, node, key…
   */
  Provenance of(Node node, Object key, Object[] reads) {
    List<Open> more = new ArrayList<>();
    addReads(reads, key, more);
    return of(node, key, more, 0);
  }

  private Provenance of(Node node, Object key, List<Open> more, int depth) {
    left--;
    List<Open> open = causes(node, key);
    open.addAll(more);
    List<Cause> causes = new ArrayList<>();
    for (Open each : open) {
      if (causes.size() == mostCauses || left <= 0 || depth == DEEPEST) {
        break;
      }
      causes.add(
          new Cause(
              each.role(),
              each.source(),
              each.role() == Role.WHOLE
                  ? whole(each.node())
                  : of(each.node(), each.key(), List.of(), depth + 1)));
    }
    return new Provenance(
        node.id(),
        node.kind(),
        key,
        values(node, key),
        tick(node, key),
        causes,
        open.size() - causes.size());
  }

  private Provenance whole(Node node) {
    left--;
    List<Object> size =
        node instanceof CollectionNode collection
            ? List.of(collection.contents().size())
            : List.of();
    return new Provenance(
        node.id(), node.kind(), WholeCollection.SIZE.toString(), size, 0, List.of(), 0);
  }

  private static List<Object> values(Node node, Object key) {
    if (node instanceof LazyNode lazy) {
      List<Object> computed = lazy.computed(key);
      return computed == null ? List.of() : computed;
    }
    ValueList values = node instanceof CollectionNode eager ? eager.contents().get(key) : null;
    return values == null ? List.of() : values;
  }

  private static long tick(Node node, Object key) {
    if (!(node instanceof CollectionNode collection) || !collection.contents().containsKey(key)) {
      return 0;
    }
    TickMap.Cursor<Object, ValueList> cursor = collection.contents().cursorFrom(key);
    return cursor.next() ? cursor.tick() : 0;
  }

  private List<Open> causes(Node node, Object key) {
    List<Open> open = new ArrayList<>();
    switch (node) {
      case MappingNode mapping -> addSources(mapping, key, open);
      case LazyNode lazy -> addReads(lazy.readsOf(key), key, open);
      default -> addSameKey(node, key, open);
    }
    return open;
  }

  /** The sources that decide come first, each followed by what its run looked up. */
  private void addSources(MappingNode node, Object key, List<Open> open) {
    SequencedMap<Object, ValueList> contributions = node.contributionsTo(key);
    Node input = node.inputs().getFirst();
    List<Open> redundant = new ArrayList<>();
    boolean tries = contributions.size() <= MOST_TRIED;
    for (Object source : contributions.keySet()) {
      boolean decides = !tries || !node.isRedundant(key, source, contributions);
      List<Open> place = decides ? open : redundant;
      place.add(new Open(decides ? Role.SOURCE : Role.REDUNDANT, source, input, source));
      addReads(node.readsOf(source), source, place);
    }
    open.addAll(redundant);
  }

  private static void addReads(Object[] reads, Object source, List<Open> open) {
    for (int i = 0; i < reads.length; i += 2) {
      boolean isWhole = reads[i + 1] == WholeCollection.SIZE || reads[i + 1] == WholeCollection.ANY;
      Open read = new Open(isWhole ? Role.WHOLE : Role.READ, source, (Node) reads[i], reads[i + 1]);
      if (open.stream().noneMatch(each -> isSame(each, read))) {
        open.add(read);
      }
    }
  }

  private static boolean isSame(Open one, Open other) {
    return one.role() == other.role()
        && one.node() == other.node()
        && (one.key() == other.key()
            || (one.role() == Role.READ
                && CanonicalOrder.INSTANCE.compare(one.key(), other.key()) == 0))
        && CanonicalOrder.INSTANCE.compare(one.source(), other.source()) == 0;
  }

  /** What the inputs of an operator that keeps keys have at the same key. */
  private static void addSameKey(Node node, Object key, List<Open> open) {
    if (!values(node, key).isEmpty()) {
      for (Node input : node.inputs()) {
        if (!values(input, key).isEmpty()) {
          open.add(new Open(Role.SOURCE, key, input, key));
        }
      }
    }
  }
}
