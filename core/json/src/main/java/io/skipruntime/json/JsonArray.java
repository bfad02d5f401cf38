package io.skipruntime.json;

import java.util.List;

/**
 * A JSON array.
 *
 * <p>{@code depth} is the number of arrays and objects that are one inside the other here, this one
 * included.
 */
public final class JsonArray implements Json {

  private final List<Json> elements;
  private final int depth;

  /** An array of elements in order; copies the list unless it is immutable already. */
  public JsonArray(List<? extends Json> elements) {
    this.elements = List.copyOf(elements);
    int deepest = 0;
    for (Json element : this.elements) {
      deepest = Math.max(deepest, JsonDepth.of(element));
    }
    depth = deepest + 1;
  }

  /** The elements in order, an immutable list. */
  public List<Json> elements() {
    return elements;
  }

  /**
   * The element at {@code index}, counted from 0.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public Json get(int index) {
    return elements.get(index);
  }

  /** The number of elements. */
  public int size() {
    return elements.size();
  }

  int depth() {
    return depth;
  }

  @Override
  public JsonKind kind() {
    return JsonKind.ARRAY;
  }

  @Override
  public JsonArray asArray() {
    return this;
  }

  @Override
  public boolean equals(Object other) {
    if (other == this) {
      return true;
    }
    if (!(other instanceof JsonArray array)
        || array.depth != depth
        || array.size() != elements.size()) {
      return false;
    }
    for (int i = 0; i < elements.size(); i++) {
      if (!elements.get(i).equals(array.elements.get(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = 0; i < elements.size(); i++) {
      hash = 31 * hash + elements.get(i).hashCode();
    }
    return hash;
  }

  @Override
  public int compareTo(Json other) {
    return JsonOrder.compare(this, other);
  }

  @Override
  public String toString() {
    return JsonText.of(this);
  }
}
