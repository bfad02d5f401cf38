package io.skipruntime;

/** The key of a collection that has one entry, such as the one of {@link Context#clock}. */
public enum Unit {
  /** The only key. */
  UNIT
}
