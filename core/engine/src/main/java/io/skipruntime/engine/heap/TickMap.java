package io.skipruntime.engine.heap;

import io.skipruntime.json.CanonicalOrder;
import java.util.Comparator;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable version of the contents of one collection: a sorted map in which every entry knows
 * the tick that last changed it.
 *
 * <p>It is a B+tree (Bayer and McCreight, <cite>Organization and Maintenance of Large Ordered
 * Indices</cite>; Comer, <cite>The Ubiquitous B-Tree</cite>) that is changed by copying paths
 * (Driscoll, Sarnak, Sleator and Tarjan, <cite>Making Data Structures Persistent</cite>). An {@link
 * Editor} leaves a mark of its own on the nodes it makes and edits those in place, so that a bulk
 * load copies nothing; all others are copied when they are first touched, and even then share their
 * keys while only values change. After {@link Editor#build} no editor has the mark, and the nodes
 * never change again, unless another one is given it by {@link #editInPlace}.
 *
 * <ul>
 *   <li>{@link #get}, {@link #cursor} and {@link #size} know live entries only. A deleted key stays
 *       in its leaf as a tombstone, an entry without value that has the tick of the deletion.
 *   <li>Every inner node knows the largest tick below it, so that {@link #changesSince} walks only
 *       subtrees that are newer, and how many entries below it live, so that {@link #firstKey} and
 *       its like pass by any number of tombstones.
 *   <li>{@link #changesSince} is exact for ticks from {@link #horizon} on: {@link
 *       #withoutTombstones} forgets the deletions before and raises it. It costs a path per leaf
 *       that has some of them, whatever the {@link #size}.
 *   <li>A tombstone knows when its key was born, or an earlier tick, so that {@link
 *       #differencesSince} can leave out what a reader cannot have. A key that comes back while its
 *       tombstone is there is not born again.
 *   <li>Nodes only grow while they are edited, and are at least half full except those at the ends
 *       of sorted runs; {@link Pruning} says what holds after {@link #withoutTombstones}. A map
 *       without entries and {@link #tombstones} is a single empty leaf.
 * </ul>
 *
 * <p>Readers of any thread may use a map while editors make newer ones of it. Nodes are not
 * synchronised: a thread that hands a map to another one publishes it safely, by a volatile field
 * for instance.
 *
 * <p>A map that is a collection ({@link #emptyCollection}) keeps a list of one value as that value,
 * which saves an object for most entries, and following the reference to it; the list is made when
 * it is asked for.
 *
 * @param <K> type of the keys, which are not compared by {@code equals} but by the order: a key
 *     that is put over an equal one is dropped, and a {@code Long} that is got need not be the same
 *     object
 * @param <V> type of the values
 */
public final class TickMap<K, V> {

  private final Search search;
  private final Tree root;
  private final long lastTick;
  private final long horizon;

  private TickMap(Search search, Tree root, long lastTick, long horizon) {
    this.search = search;
    this.root = root;
    this.lastTick = lastTick;
    this.horizon = horizon;
  }

  /** The empty map whose keys will be in the given order. */
  public static <K, V> TickMap<K, V> empty(Comparator<? super K> order) {
    return empty(order, Tree.WIDTH);
  }

  /** The empty collection: lists of values by keys, in canonical order. */
  public static TickMap<Object, ValueList> emptyCollection() {
    return empty(new Search(CanonicalOrder.INSTANCE, Tree.WIDTH, true));
  }

  /** An empty map of nodes with at most {@code width} entries, so that tests see deep trees. */
  static <K, V> TickMap<K, V> empty(Comparator<? super K> order, int width) {
    return empty(new Search(order, width, false));
  }

  private static <K, V> TickMap<K, V> empty(Search search) {
    return new TickMap<>(search, new Leaf(search.none(), 0), 0, 0);
  }

  /**
   * Identifies the empty map that this one is a version of, through however many editors: the same
   * for two maps that began with the same call of {@link #empty}.
   */
  Object origin() {
    return search;
  }

  /** The number of keys. */
  public int size() {
    return root.size;
  }

  /** Whether there are no keys. */
  public boolean isEmpty() {
    return root.size == 0;
  }

  /** The number of deleted keys that are remembered. */
  public int tombstones() {
    return root.tombstones;
  }

  /** The earliest tick for which {@link #changesSince} is exact. */
  public long horizon() {
    return horizon;
  }

  /** The tick of the last change, or 0 if there was none. */
  public long lastTick() {
    return lastTick;
  }

  /** The value of a key; null if there is none. */
  @SuppressWarnings("unchecked") // leaves hold what editors of this map put
  public @Nullable V get(K key) {
    return (V) search.value(search.find(root, key));
  }

  /** Looks up several keys. */
  public Finder<K, V> finder() {
    return new Finder<>(this);
  }

  /** Whether the key has a value. */
  public boolean containsKey(K key) {
    return search.find(root, key) != null;
  }

  /** The least key; null if there is none. */
  @SuppressWarnings("unchecked") // leaves hold what editors of this map put
  public @Nullable K firstKey() {
    return (K) Neighbours.first(root);
  }

  /** The greatest key; null if there is none. */
  @SuppressWarnings("unchecked") // leaves hold what editors of this map put
  public @Nullable K lastKey() {
    return (K) Neighbours.last(root);
  }

  /** The least key after {@code key}; null if there is none. */
  @SuppressWarnings("unchecked") // leaves hold what editors of this map put
  public @Nullable K higherKey(K key) {
    return (K) Neighbours.after(search, root, key);
  }

  /** The greatest key before {@code key}; null if there is none. */
  @SuppressWarnings("unchecked") // leaves hold what editors of this map put
  public @Nullable K lowerKey(K key) {
    return (K) Neighbours.before(search, root, key);
  }

  /** A cursor before the first entry. */
  public Cursor<K, V> cursor() {
    return new Cursor<>(root, search);
  }

  /** As {@link #cursor}, over deleted keys, too; those have no value. */
  public Cursor<K, V> history() {
    return new Cursor<>(root, search, -1L);
  }

  /** A cursor before the first entry whose key is {@code from} or after it. */
  public Cursor<K, V> cursorFrom(K from) {
    return new Cursor<>(root, search, from);
  }

  /** A cursor before the entry that has {@code index} entries before it. */
  public Cursor<K, V> cursorAt(int index) {
    Cursor<K, V> cursor = new Cursor<>(root, search);
    cursor.startAt(root, index);
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
    return new Cursor<>(root, search, tick);
  }

  /**
   * As {@link #changesSince}, without the keys that came after {@code tick} and are gone again, so
   * far as that is known: a subscriber with the contents of that tick has not got them.
   *
   * @throws IllegalArgumentException if {@code tick} is before the {@link #horizon}
   */
  public Cursor<K, V> differencesSince(long tick) {
    Cursor<K, V> cursor = changesSince(tick);
    cursor.skipYoungDeletions();
    return cursor;
  }

  /** The same contents, in which deletions up to {@code tick} are forgotten; raises the horizon. */
  public TickMap<K, V> withoutTombstones(long tick) {
    Tree pruned = new Pruning(search, tick).prune(root);
    return new TickMap<>(search, pruned, lastTick, Math.max(horizon, tick));
  }

  /** The same contents, of which nothing before {@code tick} is known. */
  public TickMap<K, V> withHorizon(long tick) {
    return new TickMap<>(search, root, lastTick, Math.max(horizon, tick));
  }

  /**
   * An editor that starts with these contents.
   *
   * @param tick what the entries that it changes get
   * @throws IllegalArgumentException if {@code tick} is before {@link #lastTick}
   */
  public Editor<K, V> edit(long tick) {
    if (tick < lastTick) {
      throw new IllegalArgumentException("tick " + tick + " is before the last, " + lastTick);
    }
    return new Editor<>(this, tick, new Object());
  }

  /**
   * An editor that changes the map itself, so far as its nodes have a mark. Once it has changed
   * anything, neither this map may be used any more nor any other that shares such nodes, but what
   * it builds.
   *
   * @param tick what the entries that it changes get
   * @param mark the {@link Editor#mark} of the editors that have made the map; of other nodes the
   *     editor makes copies, as {@link #edit} does
   * @throws IllegalArgumentException if {@code tick} is before {@link #lastTick}
   */
  public Editor<K, V> editInPlace(long tick, Object mark) {
    if (tick < lastTick) {
      throw new IllegalArgumentException("tick " + tick + " is before the last, " + lastTick);
    }
    return new Editor<>(this, tick, mark);
  }

  /** How many leaves there are; for tests. */
  int leaves() {
    return root.leaves();
  }

  /** Checks what the class comment promises of the tree; for tests. */
  void checkInvariants() {
    new Invariants(search).check(root);
  }

  /**
   * A finder of keys, fastest if they come in order. It is used by one thread.
   *
   * @param <K> type of the keys
   * @param <V> type of the values
   */
  public static final class Finder<K, V> extends TreeFinder {
    private Finder(TickMap<K, V> map) {
      super(map.search, map.root);
    }

    /** The value of a key; null if there is none. */
    @SuppressWarnings("unchecked") // leaves hold what editors of the map put
    public @Nullable V get(K key) {
      return (V) search.value(valueOf(key));
    }
  }

  /** Makes a collection of entries that come in canonical order, each with its tick. */
  public static Loader<Object, ValueList> loadCollection() {
    return new Loader<>(new Search(CanonicalOrder.INSTANCE, Tree.WIDTH, true));
  }

  /** Makes a map of narrow nodes of entries that come in order, for tests. */
  static <K, V> Loader<K, V> load(Comparator<? super K> order, int width) {
    return new Loader<>(new Search(order, width, false));
  }

  /**
   * A loader that makes a map with a history. It is used by one thread, and not after {@link
   * #build}.
   *
   * @param <K> type of the keys
   * @param <V> type of the values
   */
  public static final class Loader<K, V> extends TreeLoader {
    private final Search search;

    private Loader(Search search) {
      super(search);
      this.search = search;
    }

    /**
     * Adds an entry.
     *
     * @param tick the tick that changed it last
     * @throws IllegalArgumentException unless the key comes after those before
     */
    public void add(K key, V value, long tick) {
      append(key, search.kept(value), tick);
    }

    /**
     * Adds a key that was deleted.
     *
     * @param tick the tick that deleted it
     * @throws IllegalArgumentException unless the key comes after those before
     */
    public void addDeleted(K key, long tick) {
      append(key, null, tick);
    }

    /**
     * The map.
     *
     * @param horizon the earliest tick from which on all changes are known
     */
    public TickMap<K, V> build(long horizon) {
      return new TickMap<>(search, finish(), lastTick(), horizon);
    }
  }

  /**
   * An editor that makes a newer version of a map. It is used by one thread, and not after {@link
   * #build}.
   *
   * @param <K> type of the keys
   * @param <V> type of the values
   */
  public static final class Editor<K, V> extends TreeEditor {
    private final TickMap<K, V> before;
    private final long tick;

    private Editor(TickMap<K, V> before, long tick, Object mark) {
      super(before.search, before.root, tick, before.horizon, mark);
      this.before = before;
      this.tick = tick;
    }

    /** The value of a key; null if there is none. */
    @SuppressWarnings("unchecked") // leaves hold what editors of this map put
    public @Nullable V get(K key) {
      return (V) search.value(valueOf(key));
    }

    /** Gives a key a value and returns the one it had; null if it had none. */
    @SuppressWarnings("unchecked") // leaves hold what editors of this map put
    public @Nullable V put(K key, V value) {
      return (V) search.value(set(key, search.kept(value)));
    }

    /**
     * Gives a key a value unless it has an equal one, in which case nothing happens; {@link
     * #replaced} has the value it had.
     *
     * @return whether the value is another
     */
    public boolean replace(K key, V value) {
      return exchange(key, search.kept(value));
    }

    /**
     * Whether a key has a value; {@link #replaced} gives it, and {@link #tickBefore} the tick that
     * a change of it would give.
     */
    public boolean look(K key) {
      return has(key);
    }

    /**
     * Whether a value is not the same as that of the key that was looked at last, which has one.
     */
    public boolean wouldReplace(V value) {
      return isOther(search.kept(value));
    }

    /** Another editor, which begins as this one did and makes copies of all nodes. */
    public Editor<K, V> copying() {
      return before.edit(tick);
    }

    /**
     * Takes back what was done to a key that was there, or of which a deletion was remembered.
     *
     * @param value the value that the key had; null if it had none
     * @param entryTick the {@link #tickBefore} of that
     */
    public void takeBack(K key, @Nullable V value, long entryTick) {
      undo(key, value == null ? null : search.kept(value), entryTick);
    }

    /** The map in which all is taken back, whose last change was at a tick. */
    public TickMap<K, V> buildAt(long lastChange) {
      return new TickMap<>(before.search, finish(), lastChange, before.horizon);
    }

    /** The value that the key had that was given to {@link #replace} last; null if it had none. */
    @SuppressWarnings("unchecked") // leaves hold what editors of this map put
    public @Nullable V replaced() {
      return (V) search.value(exchanged());
    }

    /** Removes a key and returns the value it had; null if it had none. */
    @SuppressWarnings("unchecked") // leaves hold what editors of this map put
    public @Nullable V remove(K key) {
      return (V) search.value(delete(key));
    }

    /** The edited map; the same one if nothing was put or removed. */
    public TickMap<K, V> build() {
      Tree root = finish();
      return isEdited() ? new TickMap<>(before.search, root, tick, before.horizon) : before;
    }
  }

  /**
   * A position in a map; at first it is before the first entry.
   *
   * @param <K> type of the keys
   * @param <V> type of the values
   */
  public static final class Cursor<K, V> extends TreeCursor {
    private final Search search;

    private Cursor(Tree root, Search search) {
      super(root);
      this.search = search;
    }

    private Cursor(Tree root, Search search, Object from) {
      super(root, search, from);
      this.search = search;
    }

    private Cursor(Tree root, Search search, long since) {
      super(root, since);
      this.search = search;
    }

    /** The entry's key. */
    @SuppressWarnings("unchecked") // leaves hold what editors of the map put
    public K key() {
      return (K) currentKey();
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
      return (V) search.value(currentValue());
    }
  }
}
