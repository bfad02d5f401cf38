package io.skipruntime.json;

import java.util.List;

/**
 * A JSON array.
 *
 * @param elements the elements in order, an immutable list
 */
public record JsonArray(List<Json> elements) implements Json {

  /** Copies the list unless it is immutable already. */
  public JsonArray {
    elements = List.copyOf(elements);
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

  @Override
  public JsonKind kind() {
    return JsonKind.ARRAY;
  }

  @Override
  public JsonArray asArray() {
    return this;
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
