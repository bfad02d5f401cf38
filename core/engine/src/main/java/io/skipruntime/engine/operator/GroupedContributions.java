package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.table.KeyMap;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The contributions to the keys of a collection that has, for each key, what source entries
 * contributed to it, in the order of the source keys.
 *
 * <ul>
 *   <li>{@code groups} has the keys whose values are not just what their own source entry
 *       contributed; for all others the contents are the contribution. So a one-to-one map that
 *       keeps keys stores nothing beside its contents.
 *   <li>Within a turn, a key that another source contributes to is in {@code groups}, and its
 *       contents are those before the turn until {@link #settle}.
 * </ul>
 */
final class GroupedContributions {

  /** The way by which the collection is given new values of a key. */
  interface Applying {

    /** See {@link CollectionNode#apply}. */
    void apply(Object key, @Nullable ValueList values, Transaction transaction);
  }

  /** The same, for values that are known to differ from those before. */
  interface ApplyingDifferent {

    /** See {@link CollectionNode#applyDifferent}. */
    void apply(Object key, ValueList values, Transaction transaction);
  }

  /**
   * The contributions to one key, by source. What a turn changes is in {@code editor} until it
   * ends; {@code affected} has the group then, and {@code reshaped} says whether any contribution
   * has got another size: if none has, the list of all values differs wherever a contribution does.
   */
  private static final class Group {
    final Object key;
    TickMap<Object, ValueList> contributions = TickMap.emptyCollection();
    TickMap.@Nullable Editor<Object, ValueList> editor;
    int values;
    boolean reshaped;

    Group(Object key) {
      this.key = key;
    }

    @Nullable ValueList contribution(Object source) {
      return editor == null ? contributions.get(source) : editor.get(source);
    }

    void set(Object source, @Nullable ValueList contribution, Transaction transaction) {
      TickMap.Editor<Object, ValueList> open = editor;
      if (open == null) {
        open = contributions.edit(transaction.tick());
        editor = open;
      }
      ValueList before =
          contribution == null ? open.remove(source) : open.put(source, contribution);
      int growth = sizeOf(contribution) - sizeOf(before);
      values += growth;
      reshaped |= growth != 0;
    }

    private static int sizeOf(@Nullable ValueList list) {
      return list == null ? 0 : list.size();
    }

    /** Ends the turn's changes. */
    void build(long tick) {
      if (editor != null) {
        contributions = editor.build();
        editor = null;
      }
      reshaped = false;
      if (contributions.tombstones() > contributions.size()) {
        contributions = contributions.withoutTombstones(tick - 1);
      }
    }

    /** All values; null if there are none. */
    @Nullable ValueList list() {
      int sources = contributions.size();
      if (sources > ValueList.FEW_SOURCES) {
        return ValueList.of(contributions, values);
      }
      List<Object> all = new ArrayList<>(values);
      TickMap.Cursor<Object, ValueList> cursor = contributions.cursor();
      while (cursor.next()) {
        if (sources == 1) {
          return cursor.value();
        }
        all.addAll(cursor.value());
      }
      return sources == 0 ? null : ValueList.copyOf(all);
    }
  }

  private final CollectionNode collection;
  private final Applying applying;
  private final ApplyingDifferent applyingDifferent;
  private final Map<Object, Group> groups = new KeyMap<>();
  private final List<Group> affected = new ArrayList<>();

  /**
   * The contributions to a collection, none at first.
   *
   * @param applying applies the values of a key
   * @param applyingDifferent applies values that are known to differ from those before
   */
  GroupedContributions(
      CollectionNode collection, Applying applying, ApplyingDifferent applyingDifferent) {
    this.collection = collection;
    this.applying = applying;
    this.applyingDifferent = applyingDifferent;
  }

  /** Whether the contents are all that is contributed. */
  boolean isEmpty() {
    return groups.isEmpty();
  }

  /** The values of a key by the source entries that contributed them, in their order. */
  SequencedMap<Object, ValueList> to(Object key) {
    SequencedMap<Object, ValueList> contributions = new LinkedHashMap<>();
    Group group = groups.get(key);
    if (group != null) {
      group.contributions.forEach(contributions::put);
      return contributions;
    }
    ValueList own = collection.contents().get(key);
    if (own != null) {
      contributions.put(key, own);
    }
    return contributions;
  }

  /** The values that a source contributes to a key; null if none. */
  @Nullable ValueList of(Object key, Object source) {
    return of(groups.get(key), key, source);
  }

  private @Nullable ValueList of(@Nullable Group group, Object key, Object source) {
    if (group != null) {
      return group.contribution(source);
    }
    return areSame(key, source) ? collection.contents().get(source) : null;
  }

  /** Whether keys are the same JSON; the contents may have either. */
  private static boolean areSame(Object key, @Nullable Object source) {
    return source != null && CanonicalOrder.INSTANCE.compare(key, source) == 0;
  }

  /**
   * Changes a contribution.
   *
   * @param values differ from those before; null if there are none any more
   */
  void change(Object key, Object source, @Nullable ValueList values, Transaction transaction) {
    change(groups.get(key), key, source, values, transaction);
  }

  /**
   * Writes a contribution; one that is there already changes nothing.
   *
   * @param values null for none
   */
  void write(Object key, Object source, @Nullable ValueList values, Transaction transaction) {
    Group known = groups.get(key);
    ValueList before = of(known, key, source);
    boolean isSame = values == null ? before == null : values.isSameAs(before);
    if (!isSame) {
      change(known, key, source, values, transaction);
    }
  }

  private void change(
      @Nullable Group known,
      Object key,
      Object source,
      @Nullable ValueList values,
      Transaction transaction) {
    boolean isDropped = transaction.isNew(collection); // with all that it has, on a roll-back
    Group group = known;
    if (group == null) {
      group = new Group(key);
      ValueList own = collection.contents().get(key);
      if (own != null) {
        group.set(key, own, transaction);
        affected.add(group);
      }
      if (isDropped) {
        groups.put(key, group);
      } else {
        transaction.undo().put(groups, key, group);
        isDropped = true;
      }
    }
    if (group.editor == null) {
      if (!isDropped) {
        restoreOnRollBack(group, transaction);
      }
      affected.add(group);
    }
    group.set(source, values, transaction);
  }

  private static void restoreOnRollBack(Group group, Transaction transaction) {
    TickMap<Object, ValueList> contributions = group.contributions;
    int values = group.values;
    transaction.onRollBack(() -> {
      group.contributions = contributions;
      group.values = values;
      group.editor = null;
      group.reshaped = false;
    });
  }

  /** Makes what was changed the contents of the collection, at the end of its turn. */
  void settle(Transaction transaction) {
    boolean compacts = transaction.graph().options().compacts();
    for (Group group : affected) {
      boolean differs = !group.reshaped;
      group.build(transaction.tick());
      ValueList list = group.list();
      if (differs && list != null) {
        applyingDifferent.apply(group.key, list, transaction);
      } else {
        applying.apply(group.key, list, transaction);
      }
      TickMap<Object, ValueList> left = group.contributions;
      if (left.isEmpty() || (compacts && left.size() == 1 && areSame(group.key, left.firstKey()))) {
        if (transaction.isNew(collection)) {
          groups.remove(group.key);
        } else {
          transaction.undo().put(groups, group.key, null);
        }
      }
    }
    affected.clear();
  }

  /** Adds what is kept. */
  void measure(Measurement measurement) {
    for (Group group : groups.values()) {
      measurement.addContributions(Math.max(1, group.contributions.size()));
    }
    measurement.addUnsettled(affected);
  }
}
