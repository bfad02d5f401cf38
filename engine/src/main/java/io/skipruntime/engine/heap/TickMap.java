package io.skipruntime.engine.heap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable version of the contents of one collection: a sorted map in which every entry knows
 * the tick that last changed it.
 *
 * <p>It is a B+tree that is copied on write (Bayer and McCreight's tree; path copying as in
 * Driscoll, Sarnak, Sleator and Tarjan, <cite>Making Data Structures Persistent</cite>). An {@link
 * Editor} leaves a mark of its own on the nodes it makes and edits those in place, so that a bulk
 * load copies nothing; all others are copied when they are first touched. After {@link
 * Editor#build} nobody has the mark, and the nodes never change again.
 *
 * <ul>
 *   <li>{@link #get}, {@link #cursor} and {@link #size} know live entries only. A deleted key stays
 *       in its leaf as a tombstone, an entry without value that has the tick of the deletion.
 *   <li>Every inner node knows the largest tick below it, so that {@link #changesSince} walks only
 *       subtrees that are newer.
 *   <li>{@link #changesSince} is exact for ticks from {@link #horizon} on: {@link
 *       #withoutTombstones} forgets the deletions before and raises it.
 *   <li>Leaves never lose entries while they are edited; they are packed anew when tombstones are
 *       dropped. So a map takes space for its live entries and {@link #tombstones} more, and at
 *       least half of each leaf but the last is used.
 * </ul>
 *
 * <p>Readers of any thread may use a map while editors make newer ones of it; whoever hands it to
 * another thread publishes it safely.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public final class TickMap<K, V> {

  private final Search search;
  private final Tree root;
  private final int size;
  private final int tombstones;
  private final long horizon;

  private TickMap(Search search, Tree root, int size, int tombstones, long horizon) {
    this.search = search;
    this.root = root;
    this.size = size;
    this.tombstones = tombstones;
    this.horizon = horizon;
  }

  /** The empty map whose keys will be in the given order. */
  public static <K, V> TickMap<K, V> empty(Comparator<? super K> order) {
    return empty(order, Tree.WIDTH);
  }

  /** An empty map of nodes with at most {@code width} entries, so that tests see deep trees. */
  static <K, V> TickMap<K, V> empty(Comparator<? super K> order, int width) {
    return new TickMap<>(new Search(order, width), Leaf.EMPTY, 0, 0, 0);
  }

  /** The number of keys. */
  public int size() {
    return size;
  }

  /** Whether there are no keys. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** The number of deleted keys that are remembered. */
  public int tombstones() {
    return tombstones;
  }

  /** The earliest tick for which {@link #changesSince} is exact. */
  public long horizon() {
    return horizon;
  }

  /** The tick of the last change, or 0 if there was none. */
  public long lastTick() {
    return root.lastTick;
  }

  /** The value of a key; null if there is none. */
  @SuppressWarnings("unchecked") // leaves hold what editors of this map put
  public @Nullable V get(K key) {
    Leaf leaf = leafOf(root, key);
    int at = search.find(leaf.keys, leaf.count, key);
    return at < 0 ? null : (V) leaf.values[at];
  }

  private Leaf leafOf(Tree top, Object key) {
    Tree tree = top;
    while (tree instanceof Inner inner) {
      tree = inner.children[search.child(inner, key)];
    }
    return (Leaf) tree;
  }

  /** Whether the key has a value. */
  public boolean containsKey(K key) {
    return get(key) != null;
  }

  /** The least key; null if there is none. */
  public @Nullable K firstKey() {
    Cursor<K, V> cursor = cursor();
    return cursor.next() ? cursor.key() : null;
  }

  /** The greatest key; null if there is none. */
  @SuppressWarnings("unchecked") // leaves hold what editors of this map put
  public @Nullable K lastKey() {
    return (K) search.lastLive(root);
  }

  /** The least key after {@code key}; null if there is none. */
  public @Nullable K higherKey(K key) {
    Cursor<K, V> cursor = cursorFrom(key);
    boolean found = cursor.next();
    if (found && search.compare(cursor.key(), key) == 0) {
      found = cursor.next();
    }
    return found ? cursor.key() : null;
  }

  /** The greatest key before {@code key}; null if there is none. */
  @SuppressWarnings("unchecked") // leaves hold what editors of this map put
  public @Nullable K lowerKey(K key) {
    return (K) search.lastLiveBefore(root, key);
  }

  /** A cursor before the first entry. */
  public Cursor<K, V> cursor() {
    return new Cursor<>(root, Cursor.FROM_THE_BEGINNING, false);
  }

  /** A cursor before the first entry whose key is {@code from} or after it. */
  public Cursor<K, V> cursorFrom(K from) {
    Cursor<K, V> cursor = cursor();
    cursor.seek(search, from);
    return cursor;
  }

  /** Gives {@code action} each entry, in order. */
  public void forEach(BiConsumer<? super K, ? super V> action) {
    Cursor<K, V> cursor = cursor();
    while (cursor.next()) {
      action.accept(cursor.key(), cursor.value());
    }
  }

  /**
   * A cursor over the keys that were changed after {@code tick}. A key that was deleted has no
   * value: {@link Cursor#isDeleted}.
   *
   * @throws IllegalArgumentException if {@code tick} is before the {@link #horizon}
   */
  public Cursor<K, V> changesSince(long tick) {
    if (tick < horizon) {
      throw new IllegalArgumentException(
          "changes since tick " + tick + " are not known, only since " + horizon);
    }
    return new Cursor<>(root, tick, true);
  }

  /** The same contents, in which deletions up to {@code tick} are forgotten. */
  public TickMap<K, V> withoutTombstones(long tick) {
    List<Leaf> leaves = new ArrayList<>();
    Leaf filling = new Leaf(TickMap.class, search.width);
    int kept = 0;
    Cursor<Object, Object> cursor = new Cursor<>(root, Cursor.FROM_THE_BEGINNING, true);
    while (cursor.next()) {
      if (cursor.isDeleted() && cursor.tick() <= tick) {
        continue;
      }
      kept += cursor.isDeleted() ? 1 : 0;
      if (filling.count == search.width) {
        leaves.add(filling);
        filling = new Leaf(TickMap.class, search.width);
      }
      filling.insert(filling.count, cursor.key(), cursor.valueOrNull(), cursor.tick());
    }
    leaves.add(filling);
    Tree packed = Inner.over(leaves, search.width);
    packed.lastTick = Math.max(packed.lastTick, root.lastTick);
    return new TickMap<>(search, packed, size, kept, Math.max(horizon, tick));
  }

  /** The same contents, of which nothing before {@code tick} is known. */
  public TickMap<K, V> withHorizon(long tick) {
    return new TickMap<>(search, root, size, tombstones, Math.max(horizon, tick));
  }

  /**
   * An editor that starts with these contents.
   *
   * @param tick what the entries that it changes get; not before {@link #lastTick}
   */
  public Editor<K, V> edit(long tick) {
    return new Editor<>(this, tick);
  }

  /** Checks what the class comment promises of the tree; for tests. */
  void checkInvariants() {
    search.check(root);
  }

  /**
   * Makes a newer version of a map. It is used by one thread, and not after {@link #build}.
   *
   * <p>The leaf that was touched last is remembered with the bounds of its keys, so that sorted
   * edits find it without a descent. It and all above it have the editor's tick already.
   *
   * @param <K> type of the keys
   * @param <V> type of the values
   */
  public static final class Editor<K, V> {
    private final Search search;
    private final long tick;
    private final long horizon;
    private final Object owner = new Object();
    private Inner[] path = {};
    private int[] slots = {};
    private int depth;
    private Tree root;
    private int size;
    private int tombstones;
    private @Nullable Leaf near;
    private @Nullable Object nearLow;
    private @Nullable Object nearHigh;

    private Editor(TickMap<K, V> map, long tick) {
      this.search = map.search;
      this.root = map.root;
      this.size = map.size;
      this.tombstones = map.tombstones;
      this.horizon = map.horizon;
      this.tick = tick;
    }

    /** The number of keys. */
    public int size() {
      return size;
    }

    /** The value of a key; null if there is none. */
    @SuppressWarnings("unchecked") // leaves hold what editors of this map put
    public @Nullable V get(K key) {
      Tree tree = root;
      while (tree instanceof Inner inner) {
        tree = inner.children[search.child(inner, key)];
      }
      Leaf leaf = (Leaf) tree;
      int at = search.find(leaf.keys, leaf.count, key);
      return at < 0 ? null : (V) leaf.values[at];
    }

    /** Gives a key a value and returns the one it had; null if it had none. */
    @SuppressWarnings("unchecked") // leaves hold what editors of this map put
    public @Nullable V put(K key, V value) {
      Leaf leaf = ownedLeafOf(key);
      int at = search.find(leaf.keys, leaf.count, key);
      if (at >= 0) {
        Object before = leaf.values[at];
        leaf.set(at, value, tick);
        if (before == null) {
          size++;
          tombstones--;
        }
        return (V) before;
      }
      insert(leaf, -at - 1, key, value);
      size++;
      return null;
    }

    /** Removes a key and returns the value it had; null if it had none. */
    @SuppressWarnings("unchecked") // leaves hold what editors of this map put
    public @Nullable V remove(K key) {
      V before = get(key);
      if (before != null) {
        Leaf leaf = ownedLeafOf(key);
        leaf.set(search.find(leaf.keys, leaf.count, key), null, tick);
        size--;
        tombstones++;
      }
      return before;
    }

    /** The edited map. */
    public TickMap<K, V> build() {
      near = null;
      return new TickMap<>(search, root, size, tombstones, horizon);
    }

    private Leaf ownedLeafOf(Object key) {
      Leaf last = near;
      if (last != null
          && (nearLow == null || search.compare(key, nearLow) >= 0)
          && (nearHigh == null || search.compare(key, nearHigh) < 0)) {
        return last;
      }
      return descend(key);
    }

    /** Makes the editor the owner of the nodes from the root to the key's leaf. */
    private Leaf descend(Object key) {
      nearLow = null;
      nearHigh = null;
      root = root.ownedBy(owner, search.width);
      Tree tree = root;
      depth = 0;
      while (tree instanceof Inner inner) {
        inner.lastTick = tick;
        int slot = search.child(inner, key);
        if (depth == path.length) {
          path = Arrays.copyOf(path, depth + 4);
          slots = Arrays.copyOf(slots, depth + 4);
        }
        path[depth] = inner;
        slots[depth++] = slot;
        if (slot > 0) {
          nearLow = inner.keys[slot];
        }
        if (slot + 1 < inner.count) {
          nearHigh = inner.keys[slot + 1];
        }
        Tree child = inner.children[slot].ownedBy(owner, search.width);
        inner.children[slot] = child;
        tree = child;
      }
      Leaf leaf = (Leaf) tree;
      leaf.lastTick = tick;
      near = leaf;
      return leaf;
    }

    private void insert(Leaf leaf, int at, Object key, Object value) {
      if (leaf.count < search.width) {
        leaf.insert(at, key, value, tick);
        return;
      }
      Leaf full = descend(key);
      boolean appends = at == full.count && nearHigh == null;
      Leaf right = full.split(appends ? full.count : full.count / 2, owner, search.width);
      if (appends || at > full.count) {
        right.insert(at - full.count, key, value, tick);
      } else {
        full.insert(at, key, value, tick);
      }
      right.lastTick = tick;
      near = null;
      addSibling(right);
    }

    /** Adds a node to the right of the one that the path leads to, splitting upwards as needed. */
    private void addSibling(Tree added) {
      Tree right = added;
      for (int level = depth - 1; level >= 0; level--) {
        Inner parent = path[level];
        int slot = slots[level] + 1;
        if (parent.count < search.width) {
          parent.insert(slot, right);
          return;
        }
        boolean appends = slot == parent.count;
        Inner sibling = parent.split(appends ? parent.count : parent.count / 2, owner);
        if (slot > parent.count || appends) {
          sibling.insert(slot - parent.count, right);
        } else {
          parent.insert(slot, right);
        }
        sibling.lastTick = tick;
        right = sibling;
      }
      root = Inner.over(List.of(root, right), search.width);
      root.owner = owner;
    }
  }

  /**
   * A position in a map; at first it is before the first entry.
   *
   * @param <K> type of the keys
   * @param <V> type of the values
   */
  public static final class Cursor<K, V> {
    private static final long FROM_THE_BEGINNING = Long.MIN_VALUE;

    private final long since;
    private final boolean withDeleted;
    private final Inner[] path;
    private final int[] slots;
    private int depth;
    private @Nullable Leaf leaf;
    private int at;

    private Cursor(Tree root, long since, boolean withDeleted) {
      this.since = since;
      this.withDeleted = withDeleted;
      int levels = root.levels();
      this.path = new Inner[levels];
      this.slots = new int[levels];
      descend(root);
    }

    private void descend(Tree top) {
      Tree tree = top;
      while (tree instanceof Inner inner) {
        path[depth] = inner;
        slots[depth++] = 0;
        tree = inner.children[0];
      }
      leaf = (Leaf) tree;
      at = -1;
    }

    private void seek(Search search, Object from) {
      if (depth > 0) {
        Tree tree = path[0];
        depth = 0;
        while (tree instanceof Inner inner) {
          int slot = search.child(inner, from);
          path[depth] = inner;
          slots[depth++] = slot;
          tree = inner.children[slot];
        }
        leaf = (Leaf) tree;
      }
      Leaf found = Objects.requireNonNull(leaf);
      int position = search.find(found.keys, found.count, from);
      at = (position < 0 ? -position - 1 : position) - 1;
    }

    /** Goes to the next entry, and says whether there is one. */
    public boolean next() {
      while (leaf != null) {
        Leaf current = leaf;
        if (current.lastTick > since) {
          for (at++; at < current.count; at++) {
            if (current.ticks[at] > since && (withDeleted || current.values[at] != null)) {
              return true;
            }
          }
        }
        nextLeaf();
      }
      return false;
    }

    private void nextLeaf() {
      leaf = null;
      while (depth > 0) {
        Inner inner = path[depth - 1];
        int slot = ++slots[depth - 1];
        if (slot == inner.count) {
          depth--;
        } else if (inner.children[slot].lastTick > since) {
          descend(inner.children[slot]);
          return;
        }
      }
    }

    private Leaf current() {
      Leaf current = leaf;
      if (current == null || at < 0) {
        throw new IllegalStateException("the cursor is not at an entry");
      }
      return current;
    }

    /** The entry's key. */
    @SuppressWarnings("unchecked") // leaves hold what editors of the map put
    public K key() {
      return (K) current().keys[at];
    }

    /**
     * The entry's value.
     *
     * @throws IllegalStateException if the key was deleted
     */
    public V value() {
      V value = valueOrNull();
      if (value == null) {
        throw new IllegalStateException("the key was deleted");
      }
      return value;
    }

    /** The entry's value; null if the key was deleted. */
    @SuppressWarnings("unchecked") // leaves hold what editors of the map put
    public @Nullable V valueOrNull() {
      return (V) current().values[at];
    }

    /** Whether the entry says that its key was deleted. */
    public boolean isDeleted() {
      return current().values[at] == null;
    }

    /** The tick that last changed the entry. */
    public long tick() {
      return current().ticks[at];
    }
  }
}
