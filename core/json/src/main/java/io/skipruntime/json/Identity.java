package io.skipruntime.json;

import org.jspecify.annotations.Nullable;

/** Comparison by reference, which tells whether a step had to make a new object. */
final class Identity {

  private Identity() {}

  @SuppressWarnings("ReferenceEquality")
  static boolean same(@Nullable Object a, @Nullable Object b) {
    return a == b;
  }
}
