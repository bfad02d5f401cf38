package io.skipruntime.engine.heap;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An immutable version of the whole heap: a tick, and in each slot the content of a collection or
 * nothing.
 *
 * <p>The slots are a radix tree of {@value #WIDTH} children per node, copied on write like those of
 * a {@link TickMap}: setting a few slots copies one path each, whatever the number of slots (the
 * persistent vectors of Clojure, after Bagwell, <cite>Ideal Hash Trees</cite>).
 *
 * <ul>
 *   <li>{@link #get} of a slot up to {@link #SLOTS} that was never set is null; no table but the
 *       root is without contents, so that emptied slots give back their space.
 *   <li>An editor changes only tables whose {@code owner} is its mark. All others are immutable, so
 *       that threads may share a version that was published safely.
 * </ul>
 */
public final class Version {

  private static final int BITS = 5;
  private static final int WIDTH = 1 << BITS;

  /** How many slots there can be. */
  static final int SLOTS = 1 << (6 * BITS);

  /** Children or, at the lowest level, contents. */
  private static final class Table {
    final Object owner;
    final @Nullable Object[] cells;

    Table(Object owner, @Nullable Object[] cells) {
      this.owner = owner;
      this.cells = cells;
    }
  }

  private final long tick;
  private final int levels;
  private final Table root;

  private Version(long tick, int levels, Table root) {
    this.tick = tick;
    this.levels = levels;
    this.root = root;
  }

  /** The version before the first transaction: tick 0, and no contents. */
  public static Version initial() {
    return initial(0);
  }

  /** A version without contents, from which the next tick is the one after {@code tick}. */
  public static Version initial(long tick) {
    return new Version(tick, 1, new Table(Version.class, new Object[WIDTH]));
  }

  /** The number of the commit that made the version. */
  public long tick() {
    return tick;
  }

  /**
   * What is in a slot; null if nothing.
   *
   * @throws IndexOutOfBoundsException if {@code slot} is negative or beyond all that there can be
   */
  public @Nullable Object get(int slot) {
    Objects.checkIndex(slot, SLOTS);
    if (slot >>> (levels * BITS) != 0) {
      return null;
    }
    Table table = root;
    for (int level = levels - 1; level > 0; level--) {
      Object child = table.cells[index(slot, level)];
      if (child == null) {
        return null;
      }
      table = (Table) child;
    }
    return table.cells[index(slot, 0)];
  }

  private static int index(int slot, int level) {
    return (slot >>> (level * BITS)) & (WIDTH - 1);
  }

  /** How many nodes the version has, the root included; for tests. */
  int tables() {
    return tables(root, levels - 1);
  }

  private static int tables(Table table, int level) {
    int tables = 1;
    for (Object cell : table.cells) {
      tables += level > 0 && cell != null ? tables((Table) cell, level - 1) : 0;
    }
    return tables;
  }

  /** An editor that starts with these contents. */
  public Editor edit() {
    return new Editor(this);
  }

  /** Makes the next version. It is used by one thread, and not after {@link #build}. */
  public static final class Editor {
    private final Object owner = new Object();
    private int levels;
    private Table root;
    private boolean built;

    private Editor(Version version) {
      levels = version.levels;
      root = version.root;
    }

    /**
     * Puts a content into a slot, or empties it.
     *
     * @throws IndexOutOfBoundsException if {@code slot} is negative or beyond all that there can be
     * @throws IllegalStateException after {@link #build}
     */
    public void set(int slot, @Nullable Object content) {
      Objects.checkIndex(slot, SLOTS);
      if (built) {
        throw new IllegalStateException("the version was built");
      }
      while (slot >>> (levels * BITS) != 0) {
        if (content == null) {
          return;
        }
        root = above(root);
        levels++;
      }
      Table changed = changed(root, levels - 1, slot, content);
      root = changed == null ? new Table(owner, new Object[WIDTH]) : changed;
    }

    private Table above(Table child) {
      @Nullable Object[] cells = new Object[WIDTH];
      cells[0] = isEmpty(child) ? null : child;
      return new Table(owner, cells);
    }

    /** The table with a slot set; null if that leaves it empty. */
    private @Nullable Table changed(
        @Nullable Table table, int level, int slot, @Nullable Object content) {
      if (table == null && content == null) {
        return null;
      }
      Table mine = owned(table);
      int index = index(slot, level);
      mine.cells[index] =
          level == 0 ? content : changed((Table) mine.cells[index], level - 1, slot, content);
      return content == null && isEmpty(mine) ? null : mine;
    }

    private Table owned(@Nullable Table table) {
      if (table == null) {
        return new Table(owner, new Object[WIDTH]);
      }
      return table.owner == owner ? table : new Table(owner, table.cells.clone());
    }

    private static boolean isEmpty(Table table) {
      for (Object cell : table.cells) {
        if (cell != null) {
          return false;
        }
      }
      return true;
    }

    /** The edited version. */
    public Version build(long tick) {
      built = true;
      return new Version(tick, levels, root);
    }
  }
}
