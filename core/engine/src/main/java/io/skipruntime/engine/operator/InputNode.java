package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Reasons;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.CollectionId;
import java.lang.reflect.Type;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A collection that is written from outside: an input of the service or an external source. */
public class InputNode extends CollectionNode {

  private final String name;
  private final @Nullable Type keyType;
  private final @Nullable CollectionId id;
  private final boolean isRecorded;
  private @Nullable InputContents initial;

  /**
   * An input.
   *
   * @param name how messages name it
   * @param keyType the declared type of its keys; null if there is none
   * @param id what names it in a journal; null if it has no place there
   * @param initial its contents at first
   */
  public InputNode(
      String name, @Nullable Type keyType, @Nullable CollectionId id, InputContents initial) {
    super(null, 0);
    this.name = name;
    this.keyType = keyType;
    this.id = id;
    this.initial = initial;
    this.isRecorded = initial.areRecorded();
  }

  /** Whether an external service delivers its entries. */
  public boolean isExternal() {
    return false;
  }

  /** What names it in a journal; null if it has no place there. */
  public final @Nullable CollectionId journalId() {
    return id;
  }

  /** Whether the journal has the contents that the node began with. */
  public final boolean beganRecorded() {
    return isRecorded;
  }

  @Override
  public @Nullable Type keyType() {
    return keyType;
  }

  @Override
  public String describe() {
    return name;
  }

  @Override
  public String kind() {
    return "input";
  }

  @Override
  public void explain(Object key, Reasons reasons) {
    // it is written, so the reason is who wrote it
  }

  @Override
  public void forEachDependentKey(Node cause, Object key, Consumer<Object> keys) {
    // it depends on nothing
  }

  @Override
  protected void initialise(Transaction transaction) {
    InputContents contents = initial;
    if (contents != null) {
      expectChanges(contents.size(), transaction);
      contents.forEach((key, values) -> append(key, values, transaction));
      initial = null;
    }
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {}

  /**
   * Writes entries; the nodes that depend on them are recomputed when the transaction propagates.
   * An input is written at most once in a transaction.
   */
  public void write(WrittenEntries entries, Transaction transaction) {
    apply(entries, transaction);
    transaction.applied(this);
  }

  private void apply(WrittenEntries entries, Transaction transaction) {
    expectChanges(entries.size(), transaction);
    for (int i = 0; i < entries.size(); i++) {
      apply(entries.key(i), entries.values(i), transaction);
    }
  }

  /** Writes entries that replace all that is there. */
  public void replace(WrittenEntries entries, Transaction transaction) {
    TickMap.Cursor<Object, ValueList> present = contents().cursor();
    while (present.next()) {
      if (!entries.contains(present.key())) {
        apply(present.key(), null, transaction);
      }
    }
    write(entries, transaction);
  }
}
