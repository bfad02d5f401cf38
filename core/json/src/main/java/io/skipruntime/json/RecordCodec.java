package io.skipruntime.json;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The codec for a record class with given type arguments.
 *
 * <p>It is made in two steps, since a record may contain itself: {@link #complete} sets the
 * components, one per component of the class in the order of declaration, before the first use.
 */
final class RecordCodec extends ValueCodec<Object> {

  /** The ways in which a component may be absent. */
  enum Presence {
    /** Not at all. */
    REQUIRED,
    /** As null. */
    NULLABLE,
    /** As an empty Optional. */
    OPTIONAL
  }

  /** A component: its name, the codec of what is present, and how it may be absent. */
  record Component(String name, ValueCodec<?> codec, Presence presence) {}

  private final RecordShape shape;
  private final JsonType jsonType;
  private List<Component> components = List.of();

  RecordCodec(RecordShape shape, ResolvedType type) {
    this.shape = shape;
    this.jsonType =
        shape.isTuple() ? new JsonType.TupleType(this, type) : new JsonType.ObjectType(this, type);
  }

  void complete(List<Component> all) {
    components = List.copyOf(all);
  }

  @Override
  @Nullable Object read(Json json, Problems problems) {
    return shape.isTuple() ? readTuple(json, problems) : readObject(json, problems);
  }

  private @Nullable Object readTuple(Json json, Problems problems) {
    int tags = shape.tag().isPresent() ? 1 : 0;
    if (!(json instanceof JsonArray array) || array.size() != tags + components.size()) {
      return mismatch(json, problems);
    }
    int before = problems.count();
    @Nullable Object[] values = new @Nullable Object[components.size()];
    if (tags > 0) {
      checkTag(array.get(0), problems, () -> problems.enter(0));
    }
    for (int i = 0; i < values.length; i++) {
      problems.enter(tags + i);
      values[i] = readComponent(components.get(i), array.get(tags + i), problems);
      problems.leave();
    }
    return problems.count() == before ? create(values, problems) : null;
  }

  private @Nullable Object readObject(Json json, Problems problems) {
    if (!(json instanceof JsonObject object)) {
      return mismatch(json, problems);
    }
    int before = problems.count();
    @Nullable Object[] values = new @Nullable Object[components.size()];
    int known = readTag(object, problems);
    for (int i = 0; i < values.length; i++) {
      Component component = components.get(i);
      int index = object.indexOf(component.name());
      known += index < 0 ? 0 : 1;
      problems.enter(component.name());
      values[i] = readComponent(component, index < 0 ? null : object.values[index], problems);
      problems.leave();
    }
    if (known < object.size()) {
      reportUnknown(object, problems);
    }
    return problems.count() == before ? create(values, problems) : null;
  }

  /** Checks the tag where it is present; returns the number of members that are tags. */
  private int readTag(JsonObject object, Problems problems) {
    int index = shape.tag().isPresent() ? object.indexOf(RecordShape.TAG_NAME) : -1;
    if (index < 0) {
      return 0;
    }
    checkTag(object.values[index], problems, () -> problems.enter(RecordShape.TAG_NAME));
    return 1;
  }

  private void checkTag(Json found, Problems problems, Runnable enter) {
    Json expected = Json.of(shape.tag().orElseThrow());
    if (!found.equals(expected)) {
      enter.run();
      problems.expected(expected.toString(), JsonText.found(found));
      problems.leave();
    }
  }

  private static @Nullable Object readComponent(
      Component component, @Nullable Json json, Problems problems) {
    boolean absent = json == null || json.isNull();
    if (absent && component.presence() != Presence.REQUIRED) {
      return component.presence() == Presence.OPTIONAL ? Optional.empty() : null;
    }
    if (json == null) {
      problems.invalid("missing; expected " + component.codec().expected());
      return null;
    }
    Object value = component.codec().read(json, problems);
    if (value == null || component.presence() != Presence.OPTIONAL) {
      return value;
    }
    return Optional.of(value);
  }

  private void reportUnknown(JsonObject object, Problems problems) {
    List<String> names = components.stream().map(Component::name).toList();
    String has = names.isEmpty() ? "no members" : String.join(", ", names);
    for (String name : object.names) {
      boolean tag = shape.tag().isPresent() && name.equals(RecordShape.TAG_NAME);
      if (!tag && !names.contains(name)) {
        problems.enter(name);
        problems.invalid("unknown member; %s has %s".formatted(describe(), has));
        problems.leave();
      }
    }
  }

  private @Nullable Object create(@Nullable Object[] values, Problems problems) {
    try {
      return shape.create(values);
    } catch (RuntimeException e) {
      String message = e.getMessage();
      problems.invalid(message == null ? e.getClass().getSimpleName() : message);
      return null;
    }
  }

  @Override
  @Nullable Object check(Object value, Problems problems) {
    if (value.getClass() != shape.type()) {
      return mismatch(value, problems);
    }
    int before = problems.count();
    @Nullable Object[] values = new @Nullable Object[components.size()];
    boolean same = true;
    for (int i = 0; i < values.length; i++) {
      Component component = components.get(i);
      Object content = shape.get(value, i);
      problems.enter(component.name());
      values[i] = checkComponent(component, content, problems);
      problems.leave();
      same &= Identity.same(values[i], content);
    }
    if (problems.count() != before) {
      return null;
    }
    return same ? value : create(values, problems);
  }

  private static @Nullable Object checkComponent(
      Component component, @Nullable Object value, Problems problems) {
    if (value == null) {
      if (component.presence() != Presence.NULLABLE) {
        problems.expected(component.codec().expected(), "null");
      }
      return null;
    }
    if (component.presence() != Presence.OPTIONAL) {
      return component.codec().check(value, problems);
    }
    if (!(value instanceof Optional<?> optional) || optional.isEmpty()) {
      return value;
    }
    Object content = optional.get();
    Object checked = component.codec().check(content, problems);
    return checked == null || Identity.same(checked, content) ? value : Optional.of(checked);
  }

  /** The member {@code type} of its values, or their first element, if they have one. */
  Optional<String> tag() {
    return shape.tag();
  }

  /** The components as members of an object. */
  List<JsonType.Member> members() {
    return components.stream()
        .map(each ->
            new JsonType.Member(
                each.name(), each.codec().jsonType(), each.presence() != Presence.REQUIRED))
        .toList();
  }

  Class<?> type() {
    return shape.type();
  }

  @Override
  String expected() {
    Stream<String> names = components.stream().map(Component::name);
    String members =
        shape.isTuple()
            ? Stream.concat(tag().map(JsonText::quote).stream(), names)
                .collect(Collectors.joining(", ", " [", "]"))
            : names.collect(Collectors.joining(", ", " {", "}"));
    return withArticle(describe()) + members;
  }

  @Override
  String plural() {
    return describe();
  }

  @Override
  public String describe() {
    return shape.type().getSimpleName();
  }

  @Override
  public JsonType jsonType() {
    return jsonType;
  }
}
