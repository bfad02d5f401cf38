package io.skipruntime.client.live;

import io.skipruntime.json.CanonicalOrder;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a {@link Tree} between two keys, as an unmodifiable map. Each call is on the tree
 * that is there at the time; so is each iteration, from its start to its end.
 *
 * @param <K> the keys
 * @param <V> the values of each key
 */
@SuppressWarnings("JdkObsolete") // What a NavigableMap has beyond a SortedMap is not needed here.
final class SortedView<K, V> extends AbstractMap<K, List<V>> implements SortedMap<K, List<V>> {

  private static final Comparator<Object> ORDER = CanonicalOrder.INSTANCE;

  private final Supplier<@Nullable Tree<K, List<V>>> tree;
  private final @Nullable K from;
  private final @Nullable K to;

  private SortedView(Supplier<@Nullable Tree<K, List<V>>> tree, @Nullable K from, @Nullable K to) {
    this.tree = tree;
    this.from = from;
    this.to = to;
  }

  /** All entries of one tree. */
  static <K, V> SortedMap<K, List<V>> of(@Nullable Tree<K, List<V>> tree) {
    return new SortedView<>(() -> tree, null, null);
  }

  /** All entries of whatever tree is there. */
  static <K, V> SortedMap<K, List<V>> live(Supplier<@Nullable Tree<K, List<V>>> tree) {
    return new SortedView<>(tree, null, null);
  }

  @Override
  public Comparator<? super K> comparator() {
    return ORDER;
  }

  @Override
  public SortedMap<K, List<V>> subMap(K fromKey, K toKey) {
    if (ORDER.compare(fromKey, toKey) > 0) {
      throw new IllegalArgumentException(fromKey + " is after " + toKey);
    }
    return new SortedView<>(tree, checked(fromKey), checked(toKey));
  }

  @Override
  public SortedMap<K, List<V>> headMap(K toKey) {
    return new SortedView<>(tree, from, checked(toKey));
  }

  @Override
  public SortedMap<K, List<V>> tailMap(K fromKey) {
    return new SortedView<>(tree, checked(fromKey), to);
  }

  private K checked(K bound) {
    if ((from != null && ORDER.compare(bound, from) < 0)
        || (to != null && ORDER.compare(bound, to) > 0)) {
      throw new IllegalArgumentException(bound + " is out of range");
    }
    return bound;
  }

  @Override
  public K firstKey() {
    return entrySet().iterator().next().getKey();
  }

  @Override
  public K lastKey() {
    Tree<K, List<V>> now = tree.get();
    int last = (to == null ? Tree.size(now) : Tree.rank(now, to, ORDER)) - 1;
    if (last < (from == null ? 0 : Tree.rank(now, from, ORDER))) {
      throw new NoSuchElementException("there are no entries");
    }
    return nth(now, last).key;
  }

  private static <K, V> Tree<K, V> nth(@Nullable Tree<K, V> tree, int index) {
    Tree<K, V> at = tree;
    int remaining = index;
    while (at != null) {
      int below = Tree.size(at.left);
      if (remaining == below) {
        return at;
      }
      at = remaining < below ? at.left : at.right;
      remaining = remaining < below ? remaining : remaining - below - 1;
    }
    throw new NoSuchElementException();
  }

  @Override
  public int size() {
    return size(tree.get());
  }

  private int size(@Nullable Tree<K, List<V>> now) {
    int end = to == null ? Tree.size(now) : Tree.rank(now, to, ORDER);
    return end - (from == null ? 0 : Tree.rank(now, from, ORDER));
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return find(key) != null;
  }

  @Override
  public @Nullable List<V> get(@Nullable Object key) {
    Tree<K, List<V>> found = find(key);
    return found == null ? null : found.value;
  }

  private @Nullable Tree<K, List<V>> find(@Nullable Object key) {
    if (key == null) {
      return null;
    }
    try {
      boolean outside =
          (from != null && ORDER.compare(key, from) < 0)
              || (to != null && ORDER.compare(key, to) >= 0);
      return outside ? null : Tree.find(tree.get(), key, ORDER);
    } catch (IllegalArgumentException e) {
      return null; // of a class that no key is of
    }
  }

  @Override
  public Set<Map.Entry<K, List<V>>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<K, List<V>>> iterator() {
        return new Entries<>(tree.get(), from, to);
      }

      @Override
      public int size() {
        return SortedView.this.size();
      }
    };
  }

  /** Goes from the first key that is not less than one to the last that is less than another. */
  private static final class Entries<K, V> implements Iterator<Map.Entry<K, V>> {
    private final Deque<Tree<K, V>> ahead = new ArrayDeque<>();
    private final @Nullable K to;

    Entries(@Nullable Tree<K, V> tree, @Nullable K from, @Nullable K to) {
      this.to = to;
      Tree<K, V> at = tree;
      while (at != null) {
        if (from != null && ORDER.compare(at.key, from) < 0) {
          at = at.right;
        } else {
          ahead.push(at);
          at = at.left;
        }
      }
    }

    @Override
    public boolean hasNext() {
      Tree<K, V> next = ahead.peek();
      return next != null && (to == null || ORDER.compare(next.key, to) < 0);
    }

    @Override
    public Map.Entry<K, V> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Tree<K, V> next = ahead.pop();
      for (Tree<K, V> at = next.right; at != null; at = at.left) {
        ahead.push(at);
      }
      return Map.entry(next.key, next.value);
    }
  }
}
