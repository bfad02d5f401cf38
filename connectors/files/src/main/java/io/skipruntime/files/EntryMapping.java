package io.skipruntime.files;

import io.skipruntime.ExternalResource;
import io.skipruntime.connect.RecordFields;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import io.skipruntime.json.JsonSyntaxException;
import io.skipruntime.json.Tuple;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The places of keys and values in lines, for the types that a resource is used with. Immutable.
 */
final class EntryMapping {

  /** A key and a value. */
  record KeyValue(Json key, Json value) {}

  private static final Set<Class<?>> NUMBERS =
      Set.of(long.class, int.class, short.class, byte.class, double.class, float.class);

  private final List<String> keyFields;
  private final boolean isText;
  private final boolean isDirectory;
  private final Type keyType;
  private final Type valueType;

  /**
   * A mapping.
   *
   * @param usedAs has the types of keys and values
   */
  EntryMapping(FileResource resource, boolean isDirectory, ExternalResource<?, ?> usedAs) {
    this.keyFields = resource.keyFields();
    this.isText = resource.format() == FileResource.Format.CSV;
    this.isDirectory = isDirectory;
    this.keyType = usedAs.keyType();
    this.valueType = usedAs.valueType();
  }

  /**
   * The key and value of a line.
   *
   * @throws UnfitLineException if it lacks a field
   */
  KeyValue map(String file, long number, Json line) throws UnfitLineException {
    return new KeyValue(key(file, number, line), value(line));
  }

  private Json key(String file, long number, Json line) throws UnfitLineException {
    if (keyFields.isEmpty()) {
      return isDirectory ? Json.array(Json.of(file), Json.of(number)) : Json.of(number);
    }
    if (!(line instanceof JsonObject fields)) {
      throw new UnfitLineException("it is no object, and has no key field " + keyFields.getFirst());
    }
    if (keyType instanceof Class<?> record && record.isRecord()) {
      Map<String, Json> members = new LinkedHashMap<>();
      for (RecordComponent component : record.getRecordComponents()) {
        String field =
            keyFields.stream()
                .filter(each -> RecordFields.isSame(each, component.getName()))
                .findFirst()
                .orElseThrow(() ->
                    new UnfitLineException("no key field is the component " + component.getName()));
        members.put(component.getName(), typed(keyField(fields, field), component));
      }
      return record.isAnnotationPresent(Tuple.class)
          ? Json.array(List.copyOf(members.values()))
          : Json.object(members);
    }
    List<Json> parts = new ArrayList<>();
    for (String field : keyFields) {
      parts.add(typed(keyField(fields, field), keyType, false));
    }
    return parts.size() == 1 ? parts.getFirst() : Json.array(parts);
  }

  private static Json keyField(JsonObject fields, String field) throws UnfitLineException {
    Json value =
        RecordFields.find(fields, field)
            .orElseThrow(() -> new UnfitLineException("it has no key field " + field));
    if (value.isNull()) {
      throw new UnfitLineException("the key field " + field + " is null");
    }
    return value;
  }

  private Json value(Json line) throws UnfitLineException {
    if (!(line instanceof JsonObject fields)) {
      return line;
    }
    if (valueType instanceof Class<?> record && record.isRecord()) {
      Map<String, Json> members = new LinkedHashMap<>();
      for (RecordComponent component : record.getRecordComponents()) {
        Optional<Json> field = RecordFields.find(fields, component.getName());
        if (field.isPresent()) {
          members.put(component.getName(), typed(field.get(), component));
        }
      }
      return record.isAnnotationPresent(Tuple.class)
          ? Json.array(List.copyOf(members.values()))
          : Json.object(members);
    }
    if (!isSimple(valueType)) {
      return line;
    }
    List<Json> rest =
        fields.members().entrySet().stream()
            .filter(each ->
                keyFields.stream().noneMatch(key -> RecordFields.isSame(key, each.getKey())))
            .map(Map.Entry::getValue)
            .toList();
    if (rest.size() != 1) {
      throw new UnfitLineException(
          "a value of the type %s needs one field beside the key, and there are %d"
              .formatted(valueType.getTypeName(), rest.size()));
    }
    return typed(rest.getFirst(), valueType, false);
  }

  private Json typed(Json value, RecordComponent component) {
    Type type = component.getGenericType();
    boolean isOptional =
        component.getType() == Optional.class
            || component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    if (component.getType() == Optional.class && type instanceof ParameterizedType optional) {
      return typed(value, optional.getActualTypeArguments()[0], true);
    }
    return typed(value, type, isOptional);
  }

  /** A cell's text as what a type needs; what does not fit stays text, which is refused later. */
  private Json typed(Json value, Type type, boolean isOptional) {
    if (!isText || !(value instanceof JsonString text)) {
      return value;
    }
    if (isOptional && text.asString().isEmpty()) {
      return Json.NULL;
    }
    return isReadAsJson(type) ? parsed(text) : text;
  }

  private static boolean isReadAsJson(Type type) {
    return type instanceof ParameterizedType
        || (type instanceof Class<?> raw
            && (NUMBERS.contains(raw)
                || Number.class.isAssignableFrom(raw)
                || raw == boolean.class
                || raw == Boolean.class
                || raw.isRecord()
                || (raw.isSealed() && !Json.class.isAssignableFrom(raw))));
  }

  private static Json parsed(JsonString text) {
    try {
      return Json.parse(text.asString().strip());
    } catch (JsonSyntaxException e) {
      return text;
    }
  }

  /** Whether values of a type are neither objects nor any JSON. */
  private static boolean isSimple(Type type) {
    return type instanceof Class<?> raw
        && !Json.class.isAssignableFrom(raw)
        && !raw.isSealed()
        && !Map.class.isAssignableFrom(raw);
  }
}
