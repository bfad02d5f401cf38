package io.skipruntime.engine.heap;

import org.jspecify.annotations.Nullable;

/**
 * An immutable version of the whole heap: a tick, and in each slot the content of a collection or
 * nothing.
 *
 * <p>The slots are a radix tree of {@value #WIDTH} children per node, copied on write like those of
 * a {@link TickMap}: setting a few slots copies one path each, whatever the number of slots
 * (Bagwell's persistent vectors).
 */
public final class Version {

  private static final int BITS = 5;
  private static final int WIDTH = 1 << BITS;

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
    return new Version(0, 1, new Table(Version.class, new Object[WIDTH]));
  }

  /** The number of the commit that made the version. */
  public long tick() {
    return tick;
  }

  /** What is in a slot; null if nothing. */
  public @Nullable Object get(int slot) {
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

  /** An editor that starts with these contents. */
  public Editor edit() {
    return new Editor(this);
  }

  /** Makes the next version. It is used by one thread, and not after {@link #build}. */
  public static final class Editor {
    private final Object owner = new Object();
    private int levels;
    private Table root;

    private Editor(Version version) {
      levels = version.levels;
      root = version.root;
    }

    /** Puts a content into a slot, or empties it. */
    public void set(int slot, @Nullable Object content) {
      while (slot >>> (levels * BITS) != 0) {
        @Nullable Object[] cells = new Object[WIDTH];
        cells[0] = root;
        root = new Table(owner, cells);
        levels++;
      }
      root = owned(root);
      Table table = root;
      for (int level = levels - 1; level > 0; level--) {
        int index = index(slot, level);
        Object child = table.cells[index];
        Table next = child == null ? new Table(owner, new Object[WIDTH]) : owned((Table) child);
        table.cells[index] = next;
        table = next;
      }
      table.cells[index(slot, 0)] = content;
    }

    private Table owned(Table table) {
      return table.owner == owner ? table : new Table(owner, table.cells.clone());
    }

    /** The edited version. */
    public Version build(long tick) {
      return new Version(tick, levels, root);
    }
  }
}
