package io.skipruntime.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The problems of one value, together with the place that is being looked at.
 *
 * <p>{@code names[0..depth)} and {@code indices[0..depth)} are the way from the value to that
 * place: a member's name, or an element's index where the name is null. Pointers are made only when
 * a problem is reported. There is no room for a way at first, since most values are looked at in
 * one place.
 */
final class Problems {

  private static final int MAX_PROBLEMS = 1_000;
  private static final int FIRST_ROOM = 8;
  private static final @Nullable String[] NO_NAMES = {};
  private static final int[] NO_INDICES = {};

  private List<Problem> found = List.of();
  private @Nullable String[] names = NO_NAMES;
  private int[] indices = NO_INDICES;
  private int depth;
  private int count;

  void enter(String name) {
    reserve();
    names[depth++] = name;
  }

  void enter(int index) {
    reserve();
    names[depth] = null;
    indices[depth++] = index;
  }

  void leave() {
    depth--;
  }

  private void reserve() {
    if (depth == names.length) {
      int room = Math.max(FIRST_ROOM, 2 * depth);
      names = Arrays.copyOf(names, room);
      indices = Arrays.copyOf(indices, room);
    }
  }

  void invalid(String detail) {
    report(Problem.Kind.INVALID, detail);
  }

  void expected(String expected, String found) {
    invalid("expected " + expected + ", found " + found);
  }

  void outOfRange(String detail) {
    report(Problem.Kind.NUMBER_OUT_OF_RANGE, detail);
  }

  /** The number of problems reported, including those that there was no room for. */
  int count() {
    return count;
  }

  private void report(Problem.Kind kind, String detail) {
    if (count++ == 0) {
      found = new ArrayList<>();
    }
    if (found.size() < MAX_PROBLEMS) {
      found.add(new Problem(pointer(), kind, detail));
    }
  }

  private String pointer() {
    StringBuilder pointer = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      String name = names[i];
      pointer.append('/');
      if (name == null) {
        pointer.append(indices[i]);
      } else {
        pointer.append(name.replace("~", "~0").replace("/", "~1"));
      }
    }
    return pointer.toString();
  }

  DecodeException exception() {
    return new DecodeException(found);
  }
}
