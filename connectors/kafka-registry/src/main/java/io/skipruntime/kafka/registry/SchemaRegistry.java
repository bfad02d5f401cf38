package io.skipruntime.kafka.registry;

import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import io.skipruntime.kafka.UnfitRecordException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A registry of schemas with the HTTP interface of Confluent's, which Apicurio's and others have,
 * too. A schema that was asked for is kept as long as this object is, since an id never means
 * another one: only new schemas are asked for. Nothing is asked before a record needs it.
 *
 * <p>Share one between the formats of a service. Thread-safe.
 */
public final class SchemaRegistry {

  private static final long UNKNOWN_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final RegistryOptions options;
  private final RegistryRequests requests;
  private final Map<Integer, SchemaText> schemas = new ConcurrentHashMap<>();

  /** The moment when the registry said that it has no schema of an id. */
  private final Map<Integer, Long> unknown = new ConcurrentHashMap<>();

  private SchemaRegistry(RegistryOptions options) {
    this.options = options;
    this.requests = new RegistryRequests(options);
  }

  /** The registry that options name. */
  public static SchemaRegistry of(RegistryOptions options) {
    return new SchemaRegistry(options);
  }

  /**
   * A schema that a record names.
   *
   * @throws UnfitRecordException if the registry has no such schema
   */
  SchemaText schema(int id) throws UnfitRecordException, SourceException {
    SchemaText known = schemas.get(id);
    if (known != null) {
      return known;
    }
    Long since = unknown.get(id);
    if (since != null && System.nanoTime() - since < UNKNOWN_NANOS) {
      throw unknown(id);
    }
    Optional<JsonObject> found = requests.get("/schemas/ids/" + id);
    if (found.isEmpty()) {
      unknown.values().removeIf(each -> System.nanoTime() - each >= UNKNOWN_NANOS);
      unknown.put(id, System.nanoTime());
      throw unknown(id);
    }
    SchemaText schema = complete(found.get());
    schemas.put(id, schema);
    return schema;
  }

  private UnfitRecordException unknown(int id) {
    return new UnfitRecordException(
        "the registry at %s has no schema of the id %d".formatted(options.address(), id));
  }

  /** A schema of the registry, with the id that records name it by. */
  record Registered(int id, SchemaText schema) {}

  /** The latest schema of a subject; empty if there is none. */
  Optional<Registered> latest(String subject) throws SourceException {
    Optional<JsonObject> found = requests.get("/subjects/" + encoded(subject) + "/versions/latest");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Registered(id(found.get()), complete(found.get())));
  }

  /**
   * The schema that a text and its references are.
   *
   * @throws SourceException if the registry does not have a schema that is referred to
   */
  SchemaText schema(Kind kind, String text, List<Reference> references) throws SourceException {
    Map<String, SchemaText.Import> imports = new LinkedHashMap<>();
    resolve(references, imports, new HashSet<>());
    return new SchemaText(kind.name(), text, List.copyOf(imports.values()));
  }

  /** The id of a schema of a subject, which the registry gives it if it has none. */
  int register(String subject, Kind kind, String text, List<Reference> references)
      throws SourceException {
    String path = "/subjects/" + encoded(subject) + "/versions";
    return id(
        requests
            .post(path, body(kind, text, references))
            .orElseThrow(
                () -> SourceException.lasting("the registry does not take schemas of " + subject)));
  }

  /** The id of a schema that a subject has; empty if it does not have it. */
  Optional<Integer> idOf(String subject, Kind kind, String text, List<Reference> references)
      throws SourceException {
    Optional<JsonObject> found =
        requests.post("/subjects/" + encoded(subject), body(kind, text, references));
    return found.isEmpty() ? Optional.empty() : Optional.of(id(found.get()));
  }

  private static Json body(Kind kind, String text, List<Reference> references) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("schema", Json.of(text));
    members.put("schemaType", Json.of(kind.name()));
    if (!references.isEmpty()) {
      members.put("references", Json.array(references.stream().map(Reference::json).toList()));
    }
    return Json.object(members);
  }

  private static String encoded(String subject) {
    return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private int id(JsonObject answer) throws SourceException {
    try {
      return Math.toIntExact(answer.get("id").asLong());
    } catch (IllegalStateException | ArithmeticException | NoSuchElementException e) {
      throw malformed("id");
    }
  }

  private SourceException malformed(String member) {
    return SourceException.lasting(
        "the registry at %s answered without a usable member \"%s\""
            .formatted(options.address(), member));
  }

  private SchemaText complete(JsonObject answer) throws SourceException {
    String kind =
        answer.find("schemaType").orElse(Json.NULL) instanceof JsonString name
            ? name.asString()
            : Kind.AVRO.name(); // which a registry leaves out
    Map<String, SchemaText.Import> imports = new LinkedHashMap<>();
    resolve(references(answer), imports, new HashSet<>());
    return new SchemaText(kind, text(answer), List.copyOf(imports.values()));
  }

  private String text(JsonObject answer) throws SourceException {
    if (answer.find("schema").orElse(Json.NULL) instanceof JsonString text) {
      return text.asString();
    }
    throw malformed("schema");
  }

  private List<Reference> references(JsonObject answer) throws SourceException {
    List<Reference> all = new ArrayList<>();
    try {
      Json found = answer.find("references").orElse(Json.NULL);
      if (!found.equals(Json.NULL)) {
        found.asArray().elements().forEach(each -> all.add(Reference.of(each.asObject())));
      }
    } catch (RuntimeException e) {
      throw malformed("references");
    }
    return all;
  }

  private void resolve(
      List<Reference> references, Map<String, SchemaText.Import> imports, Set<Reference> seen)
      throws SourceException {
    for (Reference each : references) {
      if (seen.add(each)) {
        String path = "/subjects/%s/versions/%d".formatted(encoded(each.subject()), each.version());
        JsonObject found =
            requests
                .get(path)
                .orElseThrow(() ->
                    SourceException.lasting(
                        "the registry does not have version %d of %s, which a schema refers to"
                            .formatted(each.version(), each.subject())));
        resolve(references(found), imports, seen);
        imports.putIfAbsent(each.name(), new SchemaText.Import(each.name(), text(found)));
      }
    }
  }

  /** The address, without secrets. */
  @Override
  public String toString() {
    return "SchemaRegistry[" + options.address() + "]";
  }
}
