package io.skipruntime.engine.heap;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Entries in key order, in parallel columns. An entry without value is a tombstone.
 *
 * <ul>
 *   <li>{@link #values} is a {@link Column} of {@link #count} used elements.
 *   <li>The tick of an entry is {@code firstTick} plus its element of {@code ticks}, which is null
 *       while all entries have the same tick, {@link #lastTick}: a loaded leaf has no array of
 *       ticks until one of its entries changes.
 *   <li>Ticks that are more than {@link #SPAN} before a new one count as that long before.
 *   <li>A key was born at the tick at which it was put where nothing was remembered of it. The
 *       birth of an entry is {@code firstBirth} plus its element of {@code births}, which is null
 *       while all have the same, and when none matters any more. It may be said to be earlier than
 *       it was, never later.
 * </ul>
 */
final class Leaf extends Tree {

  private static final long NOWHERE = -1;

  /** How far apart the ticks of a leaf can be. */
  static final int SPAN = Integer.MAX_VALUE;

  private Object values;
  private long firstTick;
  private int @Nullable [] ticks;
  private long firstBirth;
  private int @Nullable [] births;

  /** An empty leaf. */
  Leaf(Object keys, long tick) {
    super(NOBODY, keys);
    values = Column.NO_LONGS;
    lastTick = tick;
  }

  private Leaf(Object owner, Leaf original, int capacity) {
    super(owner, original);
    values = Column.copy(original.values, 0, count, capacity);
  }

  private Leaf(Object owner, Object keys, Object values, int count, long tick) {
    super(owner, keys);
    this.values = values;
    this.count = count;
    lastTick = tick;
  }

  /**
   * A leaf of the first {@code count} elements of three columns.
   *
   * @param values without an element where the key is deleted
   */
  static Leaf of(Object keys, Object values, long[] entryTicks, int count) {
    long first = Long.MAX_VALUE;
    long last = 0;
    for (int at = 0; at < count; at++) {
      first = Math.min(first, entryTicks[at]);
      last = Math.max(last, entryTicks[at]);
    }
    Leaf leaf = new Leaf(NOBODY, keys, values, count, last);
    if (first < last) {
      leaf.firstTick = Math.max(first, last - SPAN);
      leaf.ticks = new int[count];
      for (int at = 0; at < count; at++) {
        leaf.ticks[at] = (int) Math.max(0, entryTicks[at] - leaf.firstTick);
      }
    }
    leaf.recount();
    return leaf;
  }

  /**
   * A copy that an editor of {@code tick} owns, with room for more entries.
   *
   * @param horizon up to which births do not matter
   */
  Leaf copy(Object editor, int room, long tick, long horizon) {
    Leaf copy = new Leaf(editor, this, count + room);
    copy.takeBirths(this, 0, count + room, horizon);
    if (count > 0 && (tick != lastTick || ticks != null)) {
      copy.takeTicks(this, 0, count + room);
      copy.makeRoomFor(tick);
    }
    copy.lastTick = tick;
    return copy;
  }

  @Override
  int levels() {
    return 0;
  }

  @Override
  int leaves() {
    return 1;
  }

  /** The value of an entry; null if it is deleted. */
  @Nullable Object value(int at) {
    return Column.getOrNull(values, at);
  }

  boolean isDeleted(int at) {
    return tombstones > 0 && !Column.has(values, at);
  }

  long tick(int at) {
    int[] own = ticks;
    return own == null ? lastTick : firstTick + own[at];
  }

  /** The first index from one on of an entry with a tick after {@code since}; count if none is. */
  int changedSince(long since, int from) {
    if (lastTick <= since) {
      return count;
    }
    int[] own = ticks;
    if (own == null) {
      return from;
    }
    long most = since - firstTick;
    int at = from;
    while (at < count && own[at] <= most) {
      at++;
    }
    return at;
  }

  /** When an entry's key was born, or earlier. */
  long birth(int at) {
    int[] own = births;
    return own == null ? firstBirth : firstBirth + own[at];
  }

  /** Takes over the births of {@link #count} entries of another leaf from an index on. */
  private void takeBirths(Leaf other, int from, int capacity, long horizon) {
    firstBirth = other.firstBirth;
    int[] others = other.births;
    if (others == null) {
      return;
    }
    boolean matter = false;
    for (int at = from; at < from + count; at++) {
      matter |= firstBirth + others[at] > horizon;
    }
    if (matter) {
      births = new int[capacity];
      System.arraycopy(others, from, births, 0, count);
    }
  }

  /** Makes room for the birth of an entry that is inserted, and sets it. */
  private void insertBirth(int at, long birth, int width) {
    if (count == 0) {
      firstBirth = birth;
      births = null;
    }
    int[] own = births;
    if (own == null) {
      if (birth == firstBirth) {
        return;
      }
      own = new int[Column.grown(count, width)];
    } else if (own.length == count) {
      own = Arrays.copyOf(own, Column.grown(count, width));
    }
    if (birth < firstBirth) {
      for (int i = 0; i < count; i++) {
        own[i] = (int) Math.min(SPAN, firstBirth + own[i] - birth);
      }
      firstBirth = birth;
    }
    System.arraycopy(own, at, own, at + 1, count - at);
    own[at] = (int) Math.min(SPAN, birth - firstBirth);
    births = own;
  }

  /** Takes over the ticks of {@link #count} entries of another leaf from an index on. */
  private void takeTicks(Leaf other, int from, int capacity) {
    int[] taken = new int[capacity];
    int[] others = other.ticks;
    if (others == null) {
      firstTick = other.lastTick;
    } else {
      firstTick = other.firstTick;
      System.arraycopy(others, from, taken, 0, count);
    }
    ticks = taken;
  }

  /** Lets an editor of {@code tick} that owns the leaf change it in place. */
  void advance(long tick) {
    if (count > 0 && ticks == null) {
      takeTicks(this, 0, Math.max(count, Column.capacity(values)));
    }
    makeRoomFor(tick);
    lastTick = tick;
  }

  /** Gives an entry of a leaf that is edited in place an earlier tick than the editor's. */
  void setTick(int at, long tick) {
    int[] own = ticks;
    if (own == null) {
      takeTicks(this, 0, Math.max(count, Column.capacity(values)));
      own = ticks;
    }
    if (own != null) {
      own[at] = (int) Math.max(0, tick - firstTick);
    }
  }

  /** Sees to it that an entry can have {@code tick}. */
  private void makeRoomFor(long tick) {
    int[] own = ticks;
    long earliest = tick - SPAN;
    if (own == null || firstTick >= earliest) {
      return;
    }
    for (int at = 0; at < count; at++) {
      own[at] = (int) (Math.max(earliest, firstTick + own[at]) - earliest);
    }
    firstTick = earliest;
  }

  /** Sets the value of an entry at {@link #lastTick}, to null if it is deleted. */
  void set(int at, @Nullable Object value) {
    values = Column.set(values, count, at, value);
    int[] own = ticks;
    if (own != null) {
      own[at] = (int) (lastTick - firstTick);
    }
  }

  /** Inserts an entry of a birth at {@link #lastTick}, not counting it. */
  void insert(int at, Object key, Object value, long birth, int width) {
    insertBirth(at, birth, width);
    insertKey(at, key, width);
    values = Column.insert(values, count, at, value, width);
    int[] own = ticks;
    if (own != null) {
      if (own.length == count) {
        own = Arrays.copyOf(own, Column.grown(count, width));
        ticks = own;
      }
      System.arraycopy(own, at, own, at + 1, count - at);
      own[at] = (int) (lastTick - firstTick);
    }
    count++;
  }

  /** Moves the entries from {@code at} on to a new leaf. */
  Leaf split(int at, Object editor) {
    int moved = count - at;
    Leaf right =
        new Leaf(
            editor,
            Column.copy(keys, at, count, moved),
            Column.copy(values, at, count, moved),
            moved,
            lastTick);
    if (ticks != null && moved > 0) {
      right.takeTicks(this, at, moved);
    }
    right.takeBirths(this, at, moved, NOWHERE);
    right.recount();
    Column.clear(values, at, count);
    cutKeys(at);
    recount();
    return right;
  }

  /** The leaf without its tombstones up to {@code tick}; itself if there are none. */
  Leaf withoutTombstones(long tick) {
    int[] kept = new int[count];
    int length = 0;
    for (int at = 0; at < count; at++) {
      if (!isDeleted(at) || tick(at) > tick) {
        kept[length++] = at;
      }
    }
    if (length == count) {
      return this;
    }
    Object keptValues = Column.packed(Column.select(values, kept, length), length);
    Leaf leaf = new Leaf(NOBODY, Column.select(keys, kept, length), keptValues, length, lastTick);
    if (ticks != null) {
      leaf.firstTick = firstTick;
      leaf.ticks = new int[length];
      for (int i = 0; i < length; i++) {
        leaf.ticks[i] = ticks[kept[i]];
      }
    }
    leaf.firstBirth = firstBirth;
    if (births != null) {
      leaf.births = new int[length];
      for (int i = 0; i < length; i++) {
        leaf.births[i] = births[kept[i]];
      }
    }
    leaf.recount();
    return leaf;
  }

  @Override
  Leaf followedBy(Tree next, Object nextKey) {
    Leaf right = (Leaf) next;
    Leaf both =
        new Leaf(
            NOBODY,
            Column.concatenate(keys, count, right.keys, right.count),
            Column.concatenate(values, count, right.values, right.count),
            count + right.count,
            Math.max(lastTick, right.lastTick));
    if (ticks != null || right.ticks != null || lastTick != right.lastTick) {
      both.firstTick = Math.max(both.lastTick - SPAN, Math.min(first(), right.first()));
      both.ticks = new int[both.count];
      for (int at = 0; at < both.count; at++) {
        long own = at < count ? tick(at) : right.tick(at - count);
        both.ticks[at] = (int) Math.max(0, own - both.firstTick);
      }
    }
    both.firstBirth = Math.min(firstBirth, right.firstBirth);
    if (births != null || right.births != null || firstBirth != right.firstBirth) {
      both.births = new int[both.count];
      for (int at = 0; at < both.count; at++) {
        long birth = at < count ? birth(at) : right.birth(at - count);
        both.births[at] = (int) Math.min(SPAN, birth - both.firstBirth);
      }
    }
    both.recount();
    return both;
  }

  private long first() {
    return ticks == null ? lastTick : firstTick;
  }

  private void recount() {
    tombstones = 0;
    for (int at = 0; at < count; at++) {
      if (!Column.has(values, at)) {
        firstDeletion = tombstones == 0 ? tick(at) : Math.min(firstDeletion, tick(at));
        tombstones++;
      }
    }
    size = count - tombstones;
  }
}
