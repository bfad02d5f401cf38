package io.skipruntime.engine.operator;

import io.skipruntime.engine.heap.ValueList;
import java.util.function.BiConsumer;

/** The contents that a new input begins with. */
public interface InputContents {

  /** How many entries there are, at most. */
  int size();

  /** Gives each entry to {@code target}; fastest if they come in canonical order. */
  void forEach(BiConsumer<Object, ValueList> target);

  /** Whether the journal of the service has just these entries already. */
  boolean areRecorded();
}
