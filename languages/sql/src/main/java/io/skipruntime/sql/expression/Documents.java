package io.skipruntime.sql.expression;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonNull;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import io.skipruntime.sql.catalog.SqlException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Functions of documents as PostgreSQL has them, but that a JSON null is NULL. */
final class Documents {

  /** A step of a path that is a place in an array. */
  private static final Pattern INDEX = Pattern.compile("[+-]?[0-9]{1,18}");

  private Documents() {}

  /** The member of an object, or the element of an array, from 0 or from the end. */
  static @Nullable Json item(Json document, Object key) {
    Json item =
        switch (document) {
          case JsonObject object when key instanceof String name -> object.members().get(name);
          case JsonArray array when key instanceof Number index ->
              element(array, index.longValue());
          default -> null;
        };
    return item instanceof JsonNull ? null : item;
  }

  private static @Nullable Json element(JsonArray array, long index) {
    List<Json> elements = array.elements();
    long at = index < 0 ? index + elements.size() : index;
    return at < 0 || at >= elements.size() ? null : elements.get((int) at);
  }

  /** What a path leads to; its steps are names, and numbers in arrays. */
  static @Nullable Json at(Json document, List<?> path) {
    Json at = document;
    for (Object step : path) {
      if (step == Json.NULL) {
        return null;
      }
      Json next = item(at, at instanceof JsonArray ? index(step) : step);
      if (next == null) {
        return null;
      }
      at = next;
    }
    return at instanceof JsonNull ? null : at;
  }

  private static Object index(Object step) {
    String text = Casts.text(step);
    return INDEX.matcher(text).matches() ? (Object) Long.valueOf(text) : step;
  }

  /** The text of a part of a document; null if there is none. */
  static @Nullable String text(@Nullable Json part) {
    return part == null ? null : Casts.textOf(part);
  }

  /** Whether a document has all that another one has. */
  static boolean contains(Json document, Json part) {
    if (document instanceof JsonArray array && !(part instanceof JsonArray)) {
      return !(part instanceof JsonObject) && has(array, part);
    }
    return within(document, part);
  }

  private static boolean within(Json document, Json part) {
    if (document instanceof JsonObject object && part instanceof JsonObject wanted) {
      return wanted.members().entrySet().stream()
          .allMatch(each -> {
            Json found = object.members().get(each.getKey());
            return found != null && within(found, each.getValue());
          });
    }
    if (document instanceof JsonArray array && part instanceof JsonArray wanted) {
      return wanted.elements().stream().allMatch(each -> has(array, each));
    }
    return isSame(document, part);
  }

  private static boolean has(JsonArray array, Json part) {
    return array.elements().stream().anyMatch(each -> within(each, part));
  }

  private static boolean isSame(Json one, Json other) {
    return Comparison.compare(one, other) == 0;
  }

  /** Whether an object has a member, or an array a text, of a name. */
  static boolean hasName(Json document, Object name) {
    return switch (document) {
      case JsonObject object -> object.members().containsKey(name);
      case JsonArray array -> array.elements().contains(Json.of(Casts.text(name)));
      case JsonString text -> text.value().equals(name);
      default -> false;
    };
  }

  /** Two objects as one, or else both as one array. */
  static Json joined(Json one, Json other) {
    if (one instanceof JsonObject a && other instanceof JsonObject b) {
      Map<String, Json> members = new LinkedHashMap<>(a.members());
      members.putAll(b.members());
      return Json.object(members);
    }
    List<Json> elements = new ArrayList<>(elements(one));
    elements.addAll(elements(other));
    return Json.array(elements);
  }

  private static List<Json> elements(Json document) {
    return document instanceof JsonArray array ? array.elements() : List.of(document);
  }

  /** A document without a member, or an array without an element or a text. */
  static Json without(Json document, Object key) {
    if (key instanceof List<?> keys) {
      Json rest = document;
      for (Object each : keys) {
        rest = without(rest, each);
      }
      return rest;
    }
    return switch (document) {
      case JsonObject object when key instanceof String name -> {
        Map<String, Json> members = new LinkedHashMap<>(object.members());
        members.remove(name);
        yield Json.object(members);
      }
      case JsonArray array when key instanceof Number number -> {
        List<Json> elements = new ArrayList<>(array.elements());
        long at =
            number.longValue() < 0 ? number.longValue() + elements.size() : number.longValue();
        if (at >= 0 && at < elements.size()) {
          elements.remove((int) at);
        }
        yield Json.array(elements);
      }
      case JsonArray array -> {
        List<Json> elements = new ArrayList<>(array.elements());
        elements.removeIf(each -> each.equals(Json.of(Casts.text(key))));
        yield Json.array(elements);
      }
      default -> throw SqlException.of("22023", "cannot delete from scalar");
    };
  }

  /** A document without what a path leads to. */
  static Json withoutPath(Json document, List<?> path) {
    requireParts(document, "cannot delete path in scalar");
    return changed(
        document,
        path,
        1,
        (at, step) -> at instanceof JsonObject || at instanceof JsonArray ? without(at, step) : at);
  }

  /**
   * A document that is changed where all steps of a path but the last one lead; itself if they lead
   * nowhere.
   *
   * @param change is given the part there and the last step
   */
  private static Json changed(
      Json document, List<?> path, int position, BiFunction<Json, Object, Json> change) {
    if (path.isEmpty()) {
      return document;
    }
    Object step = step(document, path, position);
    if (path.size() == 1) {
      return change.apply(document, step);
    }
    Json inner = item(document, step);
    return inner == null
        ? document
        : replaced(
            document, step, changed(inner, path.subList(1, path.size()), position + 1, change));
  }

  private static void requireParts(Json document, String refusal) {
    if (!(document instanceof JsonObject) && !(document instanceof JsonArray)) {
      throw SqlException.of("22023", refusal);
    }
  }

  /** The first step of a path, which is a number in an array. */
  private static Object step(Json document, List<?> path, int position) {
    Object step = document instanceof JsonArray ? index(path.getFirst()) : path.getFirst();
    if (document instanceof JsonArray && !(step instanceof Long)) {
      throw SqlException.of(
          SqlException.BAD_TEXT,
          "path element at position %d is not an integer: \"%s\"".formatted(position, step));
    }
    return step;
  }

  /** A document with another part at a path, whose last step need not be there. */
  static Json with(Json document, List<?> path, Json part, boolean isAdding) {
    requireParts(document, "cannot set path in scalar");
    return changed(
        document,
        path,
        1,
        (at, step) -> isAdding || isThere(at, step) ? replaced(at, step, part) : at);
  }

  /** A document with one part more: a member, or an element before or behind that of a path. */
  static Json inserted(Json document, List<?> path, Json part, boolean isBehind) {
    requireParts(document, "cannot set path in scalar");
    return changed(document, path, 1, (at, step) -> inserted(at, step, part, isBehind));
  }

  private static Json inserted(Json document, Object step, Json part, boolean isBehind) {
    if (document instanceof JsonArray array && step instanceof Long index) {
      List<Json> elements = new ArrayList<>(array.elements());
      long at = index < 0 ? index + elements.size() : index;
      boolean isAmong = at >= 0 && at < elements.size();
      long place = isAmong && isBehind ? at + 1 : at;
      elements.add(Math.clamp(place, 0, elements.size()), part);
      return Json.array(elements);
    }
    if (isThere(document, step)) {
      throw SqlException.of("22023", "cannot replace existing key; write jsonb_set(…)");
    }
    return replaced(document, step, part);
  }

  /** The object of texts: names and values in turn. */
  static Json objectOf(List<?> texts) {
    if (texts.size() % 2 != 0) {
      throw SqlException.of("2202E", "array must have even number of elements");
    }
    List<Object> names = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < texts.size(); i += 2) {
      names.add(texts.get(i));
      values.add(texts.get(i + 1));
    }
    return objectOf(names, values);
  }

  /** The object of names and as many values. */
  static Json objectOf(List<?> names, List<?> values) {
    if (names.size() != values.size()) {
      throw SqlException.of("2202E", "mismatched array dimensions");
    }
    Map<String, Json> members = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i) == Json.NULL) {
        throw SqlException.of("22004", "null value not allowed for object key");
      }
      Object value = values.get(i);
      members.put(
          Casts.text(names.get(i)), value == Json.NULL ? Json.NULL : Json.of(Casts.text(value)));
    }
    return Json.object(members);
  }

  private static boolean isThere(Json document, Object step) {
    return switch (document) {
      case JsonObject object -> object.members().containsKey(step);
      case JsonArray array -> step instanceof Long index && element(array, index) != null;
      default -> false;
    };
  }

  private static Json replaced(Json document, Object step, Json part) {
    return switch (document) {
      case JsonObject object when step instanceof String name -> {
        Map<String, Json> members = new LinkedHashMap<>(object.members());
        members.put(name, part);
        yield Json.object(members);
      }
      case JsonArray array when step instanceof Long index -> {
        List<Json> elements = new ArrayList<>(array.elements());
        long at = index < 0 ? index + elements.size() : index;
        if (at < 0) {
          elements.addFirst(part);
        } else if (at >= elements.size()) {
          elements.add(part);
        } else {
          elements.set((int) at, part);
        }
        yield Json.array(elements);
      }
      default -> document;
    };
  }

  /** A document without the members that are null. */
  static Json withoutNulls(Json document) {
    return switch (document) {
      case JsonObject object -> {
        Map<String, Json> members = new LinkedHashMap<>();
        object
            .members()
            .forEach((name, member) -> {
              if (!(member instanceof JsonNull)) {
                members.put(name, withoutNulls(member));
              }
            });
        yield Json.object(members);
      }
      case JsonArray array ->
          Json.array(array.elements().stream().map(Documents::withoutNulls).toList());
      default -> document;
    };
  }

  /** The object of names and values in turn. */
  static Json object(@Nullable Object[] parts) {
    if (parts.length % 2 != 0) {
      throw SqlException.of("22023", "argument list must have even number of elements");
    }
    Map<String, Json> members = new LinkedHashMap<>();
    for (int i = 0; i < parts.length; i += 2) {
      Object name = parts[i];
      if (name == null) {
        throw SqlException.of("22004", "an argument that is the name of a member is NULL");
      }
      members.put(Casts.text(name), Cells.json(parts[i + 1]));
    }
    return Json.object(members);
  }

  static Json array(@Nullable Object[] parts) {
    List<Json> elements = new ArrayList<>();
    for (Object part : parts) {
      elements.add(Cells.json(part));
    }
    return Json.array(elements);
  }

  /** The elements of an array. */
  static List<Object> elementsOf(Json document) {
    if (!(document instanceof JsonArray array)) {
      throw SqlException.of("22023", "cannot extract elements from " + kind(document));
    }
    return List.copyOf(array.elements());
  }

  static List<Object> textsOf(Json document) {
    List<Object> texts = new ArrayList<>();
    for (Object element : elementsOf(document)) {
      texts.add(element == Json.NULL ? Json.NULL : Casts.textOf((Json) element));
    }
    return List.copyOf(texts);
  }

  /** The names of the members of an object. */
  static List<Object> names(Json document) {
    if (!(document instanceof JsonObject object)) {
      throw SqlException.of("22023", "cannot call jsonb_object_keys on " + kind(document));
    }
    return object.members().keySet().stream()
        .sorted(DocumentTexts.BY_LENGTH)
        .<Object>map(name -> name)
        .toList();
  }

  private static String kind(Json document) {
    return switch (document) {
      case JsonArray array -> "an array";
      case JsonObject object -> "an object";
      default -> "a scalar";
    };
  }

  static long length(Json document) {
    if (!(document instanceof JsonArray array)) {
      throw SqlException.of(
          "22023",
          "cannot get array length of "
              + (document instanceof JsonObject ? "a non-array" : "a scalar"));
    }
    return array.elements().size();
  }

  static String type(Json document) {
    return document.kind().name().toLowerCase(Locale.ROOT);
  }
}
