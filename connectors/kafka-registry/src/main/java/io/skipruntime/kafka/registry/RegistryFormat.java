package io.skipruntime.kafka.registry;

import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import io.skipruntime.kafka.Format;
import io.skipruntime.kafka.UnfitRecordException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The format of records that name their schema by its id in a registry: a zero, the id in four
 * bytes, and what the schema says, as the serializers of Confluent and Apicurio write it.
 *
 * <p>A record is read with the schema that it names. What it becomes is JSON, from which a resource
 * makes objects of its types: numbers are exact, {@code timestamp} is what {@link
 * java.time.Instant} is, {@code decimal} {@link java.math.BigDecimal}, {@code uuid} {@link
 * java.util.UUID}, {@code date} a text such as {@code 2026-01-31}, bytes a text in Base64.
 *
 * <p>A sink writes with the schema that {@link #withSchema} names, or else with the latest one that
 * the subject has when the first record is written. The subject is {@code TOPIC-value}, or {@code
 * TOPIC-key} with {@link #forKeys}.
 *
 * <p>Immutable: the methods that change something give another format. Thread-safe.
 */
public final class RegistryFormat implements Format {

  private static final int HEADER_BYTES = 1 + Integer.BYTES;

  private final Kind kind;
  private final SchemaRegistry registry;
  private final Values values;
  private final Map<Integer, Compiled> readers = new ConcurrentHashMap<>();
  private final Map<String, Writer> writers = new ConcurrentHashMap<>();

  /** The outcome of a schema's text: a codec, or the reason why there is none. */
  private record Compiled(Optional<Codec> codec, String problem) {}

  private record Writer(int id, Codec codec) {}

  private RegistryFormat(Kind kind, SchemaRegistry registry, Values values) {
    this.kind = kind;
    this.registry = registry;
    this.values = values;
  }

  /** Records whose schemas are of Avro. */
  public static RegistryFormat avro(SchemaRegistry registry) {
    return new RegistryFormat(Kind.AVRO, registry, new Values());
  }

  /** Records whose schemas are files of Protobuf. */
  public static RegistryFormat protobuf(SchemaRegistry registry) {
    return new RegistryFormat(Kind.PROTOBUF, registry, new Values());
  }

  /** Records of JSON whose schemas are of JSON Schema; one that is not valid does not fit. */
  public static RegistryFormat jsonSchema(SchemaRegistry registry) {
    return new RegistryFormat(Kind.JSON, registry, new Values());
  }

  private RegistryFormat changed(Consumer<Values> change) {
    Values copy = new Values(values);
    change.accept(copy);
    return new RegistryFormat(kind, registry, copy);
  }

  /** The format of keys: its subject is {@code TOPIC-key}. */
  public RegistryFormat forKeys() {
    return changed(copy -> copy.suffix = "-key");
  }

  /** With another subject than that of the topic. */
  public RegistryFormat withSubject(String subject) {
    return changed(copy -> copy.subject = Optional.of(subject));
  }

  /**
   * With the text of the schema that is written. The registry is given it if it does not have it,
   * unless {@link #withoutRegistration} says otherwise.
   */
  public RegistryFormat withSchema(String text) {
    return changed(copy -> copy.text = Optional.of(text));
  }

  /**
   * With a schema that the written one refers to.
   *
   * @param name what it is called there: the full name of a type of Avro, the path of an import of
   *     Protobuf, the address of a {@code $ref} of JSON Schema
   * @param subject that the registry has it under
   */
  public RegistryFormat withReference(String name, String subject, int version) {
    return changed(copy -> copy.references.add(new Reference(name, subject, version)));
  }

  /** With another message of a file of Protobuf than its first one to write. */
  public RegistryFormat withMessage(String name) {
    if (kind != Kind.PROTOBUF) {
      throw new IllegalArgumentException("schemas of " + kind.text() + " have no messages");
    }
    return changed(copy -> copy.message = Optional.of(name));
  }

  /** With nothing given to the registry: it has the schema that is written, or nothing is. */
  public RegistryFormat withoutRegistration() {
    return changed(copy -> copy.isRegistering = false);
  }

  @Override
  public Json decode(String topic, byte[] bytes) throws UnfitRecordException, SourceException {
    if (bytes.length < HEADER_BYTES || bytes[0] != 0) {
      throw new UnfitRecordException(
          "it does not begin with a zero and the id of a schema, as records of a registry do");
    }
    ByteBuffer body = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    int id = body.getInt();
    try {
      return reader(id).read(body);
    } catch (UnfitRecordException e) {
      throw new UnfitRecordException("schema %d: %s".formatted(id, SourceException.messageOf(e)));
    }
  }

  private Codec reader(int id) throws UnfitRecordException, SourceException {
    Compiled known = readers.get(id);
    if (known == null) {
      known = compiled(registry.schema(id));
      readers.put(id, known);
    }
    String problem = known.problem();
    return known.codec().orElseThrow(() -> new UnfitRecordException(problem));
  }

  private Compiled compiled(SchemaText schema) {
    try {
      return new Compiled(Optional.of(codec(schema, Optional.empty())), "");
    } catch (UnfitRecordException e) {
      return new Compiled(Optional.empty(), SourceException.messageOf(e));
    }
  }

  private Codec codec(SchemaText schema, Optional<String> message) throws UnfitRecordException {
    if (!schema.kind().equals(kind.name())) {
      throw new UnfitRecordException(
          "it is of the kind %s, and the format is %s".formatted(schema.kind(), kind.text()));
    }
    return kind.compiled(schema, message);
  }

  @Override
  public byte[] encode(String topic, Json json) throws UnfitRecordException, SourceException {
    Writer writer = writer(values.subject.orElse(topic + values.suffix));
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    target.write(0);
    target.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(writer.id()).array());
    writer.codec().write(json, target);
    return target.toByteArray();
  }

  private Writer writer(String subject) throws SourceException {
    Writer known = writers.get(subject);
    if (known != null) {
      return known;
    }
    Writer made;
    try {
      made = values.text.isPresent() ? given(subject, values.text.get()) : latest(subject);
    } catch (UnfitRecordException e) { // the schema is what does not fit, and not a record
      throw SourceException.lasting(
          "nothing can be written by the schema of %s: %s"
              .formatted(subject, SourceException.messageOf(e)));
    }
    writers.put(subject, made);
    return made;
  }

  private Writer latest(String subject) throws UnfitRecordException, SourceException {
    SchemaRegistry.Registered found =
        registry
            .latest(subject)
            .orElseThrow(() ->
                SourceException.lasting(
                    "%s has no subject %s; withSchema names a schema to register"
                        .formatted(registry, subject)));
    return new Writer(found.id(), codec(found.schema(), values.message));
  }

  private Writer given(String subject, String text) throws UnfitRecordException, SourceException {
    Codec codec = codec(registry.schema(kind, text, values.references), values.message);
    if (values.isRegistering) {
      return new Writer(registry.register(subject, kind, text, values.references), codec);
    }
    int id =
        registry
            .idOf(subject, kind, text, values.references)
            .orElseThrow(() ->
                SourceException.lasting(
                    "%s does not have the schema under %s, and withoutRegistration says not to register it"
                        .formatted(registry, subject)));
    return new Writer(id, codec);
  }

  /** The kind of the schemas: a registry that is moved keeps its ids, and nothing is read again. */
  @Override
  public String describe() {
    return kind.text() + " of a registry";
  }

  @Override
  public String toString() {
    return describe() + ", " + registry;
  }

  /** The values that can be changed; only a copy that nothing else has yet is changed. */
  private static final class Values {

    private String suffix = "-value";
    private Optional<String> subject = Optional.empty();
    private Optional<String> text = Optional.empty();
    private Optional<String> message = Optional.empty();
    private final List<Reference> references = new ArrayList<>();
    private boolean isRegistering = true;

    Values() {}

    Values(Values other) {
      suffix = other.suffix;
      subject = other.subject;
      text = other.text;
      message = other.message;
      references.addAll(other.references);
      isRegistering = other.isRegistering;
    }
  }
}
