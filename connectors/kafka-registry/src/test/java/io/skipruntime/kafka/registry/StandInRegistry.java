package io.skipruntime.kafka.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * A registry of this process with the documented answers of Confluent's, on a port of the loopback.
 * Two subjects with the same schema have it under one id, as there.
 */
final class StandInRegistry implements AutoCloseable {

  private static final int NOT_FOUND = 404;

  /** A schema as it is given and told. */
  private record Stored(int id, JsonObject schema) {}

  private record Answer(int status, Json body) {
    static Answer unknown(int code, String message) {
      return new Answer(
          NOT_FOUND, Json.object(Map.of("error_code", Json.of(code), "message", Json.of(message))));
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final String path;
  private final Map<String, List<Stored>> subjects = new LinkedHashMap<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private volatile Optional<Answer> trouble = Optional.empty();
  private volatile Optional<String> demanded = Optional.empty();
  private int lastId = 100;

  private StandInRegistry(HttpServer server, String path) {
    this.server = server;
    this.path = path;
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  static StandInRegistry start() throws IOException {
    return at("");
  }

  /** A registry whose paths begin with another one, as that of Apicurio. */
  static StandInRegistry at(String path) throws IOException {
    return new StandInRegistry(HttpServer.create(anyPort(), 0), path);
  }

  static StandInRegistry withTls(SSLContext context) throws IOException {
    HttpsServer server = HttpsServer.create(anyPort(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return new StandInRegistry(server, "");
  }

  String address() {
    String scheme = server instanceof HttpsServer ? "https" : "http";
    return "%s://127.0.0.1:%d%s".formatted(scheme, server.getAddress().getPort(), path);
  }

  SchemaRegistry client() {
    return SchemaRegistry.of(RegistryOptions.of(address()));
  }

  /** The requests so far, as {@code GET /schemas/ids/1}. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  /** Answers every request in one way from now on. */
  void answerAll(int status, Json body) {
    trouble = Optional.of(new Answer(status, body));
  }

  void answerAsUsual() {
    trouble = Optional.empty();
  }

  /** Demands a header of authorization. */
  void demand(String authorization) {
    demanded = Optional.of(authorization);
  }

  /** Adds a schema, as someone else does it; gives its id. */
  int add(String subject, Kind kind, String text, Reference... references) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("schema", Json.of(text));
    members.put("schemaType", Json.of(kind.name()));
    if (references.length > 0) {
      members.put(
          "references", Json.array(List.of(references).stream().map(Reference::json).toList()));
    }
    return add(subject, Json.object(members));
  }

  private synchronized int add(String subject, JsonObject schema) {
    List<Stored> versions = subjects.computeIfAbsent(subject, first -> new ArrayList<>());
    Optional<Stored> same =
        subjects.values().stream()
            .flatMap(List::stream)
            .filter(each -> each.schema().equals(schema))
            .findFirst();
    Stored stored = new Stored(same.map(Stored::id).orElse(lastId + 1), schema);
    lastId = Math.max(lastId, stored.id());
    if (!versions.contains(stored)) {
      versions.add(stored);
    }
    return stored.id();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String asked = exchange.getRequestURI().getRawPath();
    requests.add(exchange.getRequestMethod() + " " + asked);
    byte[] body = exchange.getRequestBody().readAllBytes();
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    Answer answer;
    if (demanded.isPresent() && !demanded.get().equals(given)) {
      answer =
          new Answer(
              401, Json.object(Map.of("message", Json.of("refused " + given)))); // tells the secret
    } else if (trouble.isPresent()) {
      answer = trouble.get();
    } else if (asked.startsWith(path + "/")) {
      answer = answer(exchange.getRequestMethod(), asked.substring(path.length()), body);
    } else {
      answer = new Answer(NOT_FOUND, Json.of("no such page"));
    }
    byte[] bytes = answer.body().toUtf8();
    exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private synchronized Answer answer(String method, String asked, byte[] body) {
    List<String> parts =
        List.of(asked.substring(1).split("/")).stream()
            .map(each -> URLDecoder.decode(each, StandardCharsets.UTF_8))
            .toList();
    if (parts.getFirst().equals("schemas")) {
      return byId(Integer.parseInt(parts.get(2)));
    }
    String subject = parts.get(1);
    if (method.equals("POST")) {
      JsonObject schema = Json.parse(body).asObject();
      return parts.size() == 3 ? registered(subject, schema) : lookedUp(subject, schema);
    }
    List<Stored> versions = subjects.getOrDefault(subject, List.of());
    if (versions.isEmpty()) {
      return Answer.unknown(40_401, "Subject '" + subject + "' not found.");
    }
    int version = parts.get(3).equals("latest") ? versions.size() : Integer.parseInt(parts.get(3));
    return version > versions.size()
        ? Answer.unknown(40_402, "Version " + version + " not found.")
        : told(subject, version, versions.get(version - 1));
  }

  private Answer byId(int id) {
    return subjects.values().stream()
        .flatMap(List::stream)
        .filter(each -> each.id() == id)
        .findFirst()
        .map(each -> new Answer(200, withoutAvro(each.schema(), Map.of())))
        .orElseGet(() -> Answer.unknown(40_403, "Schema " + id + " not found"));
  }

  private Answer registered(String subject, JsonObject schema) {
    return new Answer(200, Json.object(Map.of("id", Json.of(add(subject, schema)))));
  }

  private Answer lookedUp(String subject, JsonObject schema) {
    List<Stored> versions = subjects.getOrDefault(subject, List.of());
    for (int i = 0; i < versions.size(); i++) {
      if (versions.get(i).schema().equals(schema)) {
        return told(subject, i + 1, versions.get(i));
      }
    }
    return versions.isEmpty()
        ? Answer.unknown(40_401, "Subject '" + subject + "' not found.")
        : Answer.unknown(40_403, "Schema not found");
  }

  private static Answer told(String subject, int version, Stored stored) {
    return new Answer(
        200,
        withoutAvro(
            stored.schema(),
            Map.of(
                "subject", Json.of(subject),
                "version", Json.of(version),
                "id", Json.of(stored.id()))));
  }

  /** A schema as it is told: its kind is left out if it is Avro. */
  private static Json withoutAvro(JsonObject schema, Map<String, Json> more) {
    Map<String, Json> members = new LinkedHashMap<>(schema.members());
    members.remove("schemaType", Json.of("AVRO"));
    members.putAll(more);
    return Json.object(members);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
