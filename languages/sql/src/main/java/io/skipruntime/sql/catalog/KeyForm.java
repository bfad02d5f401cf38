package io.skipruntime.sql.catalog;

import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The way back from the cells of a table's key to the key as JSON, by which entries are found.
 * Immutable; equal for equal types of keys.
 */
public sealed interface KeyForm {

  /** A key that cannot be made of cells. */
  record Hidden() implements KeyForm {}

  /**
   * A key that is one cell.
   *
   * @param type class of the key
   */
  record Whole(Class<?> type) implements KeyForm {}

  /**
   * A record, of which each component has cells.
   *
   * @param names the components' names in the order of their declaration
   * @param parts the form of each component
   * @param isTuple whether the key is an array of them; else it is an object
   */
  record Parts(List<String> names, List<KeyForm> parts, boolean isTuple) implements KeyForm {

    /** Copies the lists. */
    public Parts {
      names = List.copyOf(names);
      parts = List.copyOf(parts);
    }
  }

  /** Whether a key can be made of cells. */
  default boolean isKnown() {
    return switch (this) {
      case Hidden hidden -> false;
      case Whole whole -> true;
      case Parts parts -> parts.parts().stream().allMatch(KeyForm::isKnown);
    };
  }

  /** Whether entries are in the order of their cells: by the first, then by the second. */
  default boolean isInOrderOfCells() {
    return switch (this) {
      case Hidden hidden -> false;
      case Whole whole -> true;
      case Parts parts ->
          parts.isTuple() && parts.parts().stream().allMatch(part -> part instanceof Whole);
    };
  }

  /**
   * The key of cells.
   *
   * @param cells a cell for each column of the key, or the first ones if entries are in their order
   */
  default Json key(List<Json> cells) {
    return key(cells.iterator());
  }

  private Json key(Iterator<Json> cells) {
    if (!(this instanceof Parts(List<String> names, List<KeyForm> parts, boolean isTuple))) {
      return cells.next();
    }
    if (isTuple) {
      List<Json> elements = new ArrayList<>();
      for (int i = 0; i < parts.size() && cells.hasNext(); i++) {
        elements.add(parts.get(i).key(cells));
      }
      return Json.array(elements);
    }
    Map<String, Json> members = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      members.put(names.get(i), parts.get(i).key(cells));
    }
    return Json.object(members);
  }
}
