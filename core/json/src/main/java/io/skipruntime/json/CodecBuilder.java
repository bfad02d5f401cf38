package io.skipruntime.json;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The builder of one type's codec, which collects what is unsupported in the type.
 *
 * <p>{@code codecs} has the records and sealed interfaces met so far, among them those whose
 * components are still being looked at, so that types may be recursive.
 */
final class CodecBuilder {

  private static final Map<Class<?>, Supplier<ValueCodec<?>>> SCALARS =
      Map.ofEntries(
          Map.entry(String.class, StringCodec::new),
          Map.entry(Long.class, WholeNumberCodec::longs),
          Map.entry(long.class, WholeNumberCodec::longs),
          Map.entry(Integer.class, WholeNumberCodec::integers),
          Map.entry(int.class, WholeNumberCodec::integers),
          Map.entry(Short.class, WholeNumberCodec::shorts),
          Map.entry(short.class, WholeNumberCodec::shorts),
          Map.entry(Byte.class, WholeNumberCodec::bytes),
          Map.entry(byte.class, WholeNumberCodec::bytes),
          Map.entry(BigInteger.class, WholeNumberCodec::unbounded),
          Map.entry(Double.class, DecimalCodec::doubles),
          Map.entry(double.class, DecimalCodec::doubles),
          Map.entry(Float.class, DecimalCodec::floats),
          Map.entry(float.class, DecimalCodec::floats),
          Map.entry(BigDecimal.class, DecimalCodec::exact),
          Map.entry(Boolean.class, BooleanCodec::new),
          Map.entry(boolean.class, BooleanCodec::new),
          Map.entry(UUID.class, TextCodec::uuids),
          Map.entry(Instant.class, () -> TextCodec.times(TimeText.INSTANT, "2026-01-31T12:00:00Z")),
          Map.entry(LocalDate.class, () -> TextCodec.times(TimeText.DATE, "2026-01-31")),
          Map.entry(
              LocalDateTime.class,
              () -> TextCodec.times(TimeText.DATE_TIME, "2026-01-31T12:00:00")),
          Map.entry(LocalTime.class, () -> TextCodec.times(TimeText.TIME, "12:00:00")));

  private static final int MAX_DEPTH = 64;
  private static final ValueCodec<?> PLACEHOLDER = new BooleanCodec();

  private final Map<ResolvedType, ValueCodec<?>> codecs = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  /** The codec of a type; {@code path} names the type in problems. */
  static ValueCodec<?> build(ResolvedType type, String path) {
    CodecBuilder builder = new CodecBuilder();
    ValueCodec<?> codec = builder.codec(type, path, 0);
    if (!builder.problems.isEmpty()) {
      throw new UnsupportedTypeException(builder.problems);
    }
    return codec;
  }

  private ValueCodec<?> codec(ResolvedType type, String path, int depth) {
    Class<?> raw = type.raw();
    Supplier<ValueCodec<?>> scalar = SCALARS.get(raw);
    if (scalar != null) {
      return scalar.get();
    }
    if (raw.isEnum()) {
      return TextCodec.constants(raw);
    }
    if (Json.class.isAssignableFrom(raw)) {
      return new JsonCodec<>(raw.asSubclass(Json.class));
    }
    if (depth == MAX_DEPTH) {
      return problem(path, "types nested more than " + MAX_DEPTH + " deep");
    }
    if (type.isRaw()) {
      return problem(path, raw.getTypeName() + " needs type arguments");
    }
    ValueCodec<?> known = codecs.get(type);
    return known != null ? known : composite(type, path, depth + 1);
  }

  private ValueCodec<?> composite(ResolvedType type, String path, int depth) {
    Class<?> raw = type.raw();
    if (raw == List.class) {
      return new ListCodec(codec(type.arguments().get(0), path + "[]", depth));
    }
    if (raw == Set.class) {
      return new SetCodec(codec(type.arguments().get(0), path + "[]", depth));
    }
    if (raw == Map.class) {
      return new MapCodec(
          codec(type.arguments().get(0), path + " (key)", depth),
          codec(type.arguments().get(1), path + " (value)", depth));
    }
    if (raw.isRecord()) {
      return recordCodec(type, path, depth);
    }
    if (raw.isSealed() && raw.isInterface()) {
      return sealedCodec(type, path, depth);
    }
    return problem(path, type + " is not supported; " + Form.SUPPORTED);
  }

  private ValueCodec<?> recordCodec(ResolvedType type, String path, int depth) {
    RecordCodec codec;
    try {
      RecordShape shape = RecordShape.of(type.raw());
      shape.checkTag();
      codec = new RecordCodec(shape, type);
    } catch (IllegalArgumentException e) {
      return problem(path, String.valueOf(e.getMessage()));
    }
    codecs.put(type, codec);
    List<RecordCodec.Component> components = new ArrayList<>();
    for (RecordComponent component : type.raw().getRecordComponents()) {
      components.add(component(type, component, depth));
    }
    codec.complete(components);
    return codec;
  }

  private RecordCodec.Component component(
      ResolvedType owner, RecordComponent component, int depth) {
    String path = owner.raw().getSimpleName() + "." + component.getName();
    ResolvedType type = ResolvedType.of(component.getGenericType(), owner.bindings());
    RecordCodec.Presence presence = RecordCodec.Presence.REQUIRED;
    if (isNullable(component.getAnnotatedType())) {
      presence = RecordCodec.Presence.NULLABLE;
    }
    if (type.raw() == Optional.class && !type.isRaw()) {
      if (presence == RecordCodec.Presence.NULLABLE) {
        problem(path, "an Optional cannot be @Nullable too");
      }
      presence = RecordCodec.Presence.OPTIONAL;
      type = type.arguments().get(0);
    }
    if (presence != RecordCodec.Presence.REQUIRED
        && (type.raw() == Json.class || type.raw() == JsonNull.class)) {
      problem(path, "a Json that may be absent is ambiguous, since it can be null itself");
    }
    return new RecordCodec.Component(component.getName(), codec(type, path, depth), presence);
  }

  private static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  private ValueCodec<?> sealedCodec(ResolvedType type, String path, int depth) {
    SealedCodec codec = new SealedCodec(type);
    codecs.put(type, codec);
    List<RecordCodec> records = new ArrayList<>();
    collectRecords(type, path, depth, records);
    Set<String> tags = new HashSet<>();
    for (RecordCodec each : records) {
      if (!tags.add(each.tag().orElseThrow())) {
        problem(path, "two records of the simple name " + each.describe());
      }
    }
    codec.complete(records);
    return codec;
  }

  private void collectRecords(
      ResolvedType parent, String path, int depth, List<RecordCodec> records) {
    for (Class<?> permitted : parent.raw().getPermittedSubclasses()) {
      ResolvedType type = parent.subtype(permitted);
      if (permitted.isRecord()) {
        ValueCodec<?> codec = codec(type, path + ": " + permitted.getSimpleName(), depth);
        if (codec instanceof RecordCodec record && !hasClass(records, permitted)) {
          records.add(record);
        }
      } else if (permitted.isInterface() && permitted.isSealed()) {
        collectRecords(type, path, depth, records);
      } else {
        problem(path, permitted.getTypeName() + " is below it and not a record");
      }
    }
  }

  private static boolean hasClass(List<RecordCodec> records, Class<?> type) {
    return records.stream().anyMatch(each -> each.type() == type);
  }

  private ValueCodec<?> problem(String path, String detail) {
    problems.add(path + ": " + detail);
    return PLACEHOLDER;
  }
}
