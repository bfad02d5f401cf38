package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.ResourceSink;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.sink.MemoryTarget;
import io.skipruntime.engine.sink.SinkService;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.server.metrics.Metrics;
import io.skipruntime.server.observe.Telemetry;
import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.route.Route;
import io.skipruntime.server.route.Routes;
import io.skipruntime.server.route.Security;
import io.skipruntime.server.stream.LostStreams;
import io.skipruntime.server.stream.OpenStreams;
import io.skipruntime.server.stream.StreamCounters;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/openapi.json} says is what the server does: routes, statuses, media types. */
final class OpenApiTest {

  private static final Set<String> METHODS = Set.of("get", "post", "patch", "delete");
  private static final Set<String> OF_BOTH =
      Set.of("/", "/healthz", "/readyz", "/v1/commands/{command}", "/v1/sql");

  /** What operations may answer when something is wrong at the server or the log of its cluster. */
  private static final Set<Integer> AT_ANY_TIME = Set.of(500, 503, 504);

  /**
   * A documented operation.
   *
   * @param path with names in braces
   * @param responses by status, references resolved
   */
  private record Operation(
      String listener, String method, String path, Map<Integer, JsonObject> responses) {

    String name() {
      return listener + " " + method + " " + path;
    }
  }

  private static final Probe RESYNC =
      Probe.of("POST", "/v1/admin/sinks/{sink}/resync", "/v1/admin/sinks/copy/resync", "");

  private static final ServerOptions INSPECTED =
      ServerOptions.defaults().withEngine(EngineOptions.defaults().withInspect(true));

  private static JsonObject document() throws IOException {
    return Json.parse(Files.readAllBytes(Path.of("..", "..", "docs", "openapi.json"))).asObject();
  }

  private static List<Operation> operations() throws IOException {
    JsonObject document = document();
    List<Operation> operations = new ArrayList<>();
    document
        .get("paths")
        .asObject()
        .members()
        .forEach((path, item) ->
            item.asObject()
                .members()
                .forEach((method, operation) -> {
                  if (METHODS.contains(method)) {
                    operations.add(operation(document, path, item.asObject(), method, operation));
                  }
                }));
    return operations;
  }

  private static Operation operation(
      JsonObject document, String path, JsonObject item, String method, Json operation) {
    Json servers =
        operation
            .asObject()
            .find("servers")
            .or(() -> item.find("servers"))
            .orElse(document.get("servers"));
    String listener = servers.asArray().get(0).asObject().get("description").asString();
    Map<Integer, JsonObject> responses = new TreeMap<>();
    operation
        .asObject()
        .get("responses")
        .asObject()
        .members()
        .forEach((status, response) ->
            responses.put(Integer.valueOf(status), resolved(document, response.asObject())));
    return new Operation(listener, method.toUpperCase(Locale.ROOT), path, responses);
  }

  private static JsonObject resolved(JsonObject document, JsonObject response) {
    return response
        .find("$ref")
        .map(reference -> {
          JsonObject found = document;
          for (String part : reference.asString().substring("#/".length()).split("/", -1)) {
            found = found.get(part).asObject();
          }
          return found;
        })
        .orElse(response);
  }

  @Test
  void routes_areDocumented_andNoOthers() throws IOException {
    Set<String> documented = new TreeSet<>();
    for (Operation operation : operations()) {
      documented.add(operation.name());
      if (OF_BOTH.contains(operation.path())) {
        documented.add("streaming " + operation.method() + " " + operation.path());
      }
    }
    Set<String> routes = new TreeSet<>();
    try (TestServer server = new TestServer(INSPECTED);
        Telemetry telemetry = new Telemetry(ServerOptions.defaults())) {
      ServiceInstance service = server.server().instance();
      OpenStreams streams = new OpenStreams(1);
      Metrics metrics = new Metrics(service, streams, new StreamCounters(), telemetry, List.of());
      ServerOptions options = ServerOptions.defaults();
      Security security = Security.of(options);
      Routes all = Routes.of(service, options, security, new LostStreams(), metrics, streams);
      all.control().routes().forEach((Route each) -> routes.add("control " + each));
      all.streaming().routes().forEach((Route each) -> routes.add("streaming " + each));
    }

    assertThat(documented).isEqualTo(routes);
  }

  @Test
  void statusesAndMediaTypes_areDocumented_andNoOthers(@TempDir Path directory) throws Exception {
    List<Operation> operations = operations();
    Set<String> missing = new TreeSet<>();
    for (Operation operation : operations) {
      operation.responses().keySet().stream()
          .filter(status -> !AT_ANY_TIME.contains(status))
          .forEach(status -> missing.add(operation.name() + " " + status));
    }
    try (TestServer server = new TestServer(INSPECTED);
        HttpClient client = HttpClient.newHttpClient()) {
      String uuid = server.openStream("texts", "{}");
      see(Probes.of(uuid), operations, client, server, missing);
      String epoch = server.server().instance().watermark().epoch();
      see(Probes.ofQueries(epoch), operations, client, server, missing);
      see(Probes.ofContents(server), operations, client, server, missing);
    }
    try (TestServer server = new TestServer(new CommandsService(), ServerOptions.defaults());
        HttpClient client = HttpClient.newHttpClient()) {
      see(Probes.ofCommands(), operations, client, server, missing);
    }
    SinkService copied =
        new SinkService(Map.of("copy", ResourceSink.of("all", new MemoryTarget(false))));
    try (TestServer server = new TestServer(copied, ServerOptions.defaults());
        HttpClient client = HttpClient.newHttpClient()) {
      see(List.of(RESYNC), operations, client, server, missing);
    }
    ServerOptions kept = ServerOptions.defaults().withDataDirectory(directory.toString());
    try (TestServer server = new TestServer(kept);
        HttpClient client = HttpClient.newHttpClient()) {
      see(List.of(Probes.SNAPSHOT_OF_DATA), operations, client, server, missing);
    }
    seeRefusals(operations, missing);
    assertThat(missing).as("documented, and never seen").isEmpty();
  }

  private static void see(
      List<Probe> probes,
      List<Operation> operations,
      HttpClient client,
      TestServer server,
      Set<String> missing)
      throws Exception {
    for (Probe probe : probes) {
      Operation operation = find(operations, probe);
      HttpResponse<InputStream> response = send(client, server, operation, probe);
      response.body().close();
      String what = operation.name() + " " + response.statusCode();
      assertThat(operation.responses()).as(what).containsKey(response.statusCode());
      assertMediaType(operation, response, what);
      missing.remove(what);
    }
  }

  /** Asks every operation without the token that is needed, and as a web page. */
  private static void seeRefusals(List<Operation> operations, Set<String> missing)
      throws Exception {
    SecurityOptions security =
        SecurityOptions.defaults()
            .withControlToken("a-token-that-nobody-sends")
            .withStreamTokenSecret("a secret that nobody has signed anything with")
            .withJwtIssuer("https://issuer.example")
            .withJwtAudiences(Set.of("nobody"))
            .withJwtSecret("another secret that nobody has signed anything with");
    try (TestServer server = new TestServer(INSPECTED.withSecurity(security));
        HttpClient client = HttpClient.newHttpClient()) {
      for (Operation operation : operations) {
        String path = operation.path().replace("{", "").replace("}", "");
        for (String[] headers :
            List.of(
                new String[0],
                new String[] {"Origin", "null"},
                new String[] {"Authorization", "Bearer nothing"})) {
          Probe probe = Probe.of(operation.method(), operation.path(), path, "", headers);
          see(List.of(probe), operations, client, server, missing);
        }
      }
    }
  }

  private static Operation find(List<Operation> operations, Probe probe) {
    return operations.stream()
        .filter(
            each -> each.method().equals(probe.method()) && each.path().equals(probe.template()))
        .findAny()
        .orElseThrow(() -> new AssertionError("not documented: " + probe));
  }

  private static HttpResponse<InputStream> send(
      HttpClient client, TestServer server, Operation operation, Probe probe) throws Exception {
    URI uri =
        operation.listener().equals("control")
            ? server.control(probe.path())
            : server.streaming(probe.path());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .version(HttpClient.Version.HTTP_1_1)
            .method(
                probe.method(),
                probe.body().isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(probe.body()));
    if (!probe.headers().isEmpty()) {
      request.headers(probe.headers().toArray(new String[0]));
    }
    return client.send(request.build(), BodyHandlers.ofInputStream());
  }

  private static void assertMediaType(Operation operation, HttpResponse<?> response, String what) {
    JsonObject documented =
        operation.responses().getOrDefault(response.statusCode(), Json.object(Map.of()).asObject());
    Set<String> types =
        documented
            .find("content")
            .map(content -> content.asObject().members().keySet())
            .orElse(Set.of(""));
    String type = response.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
    assertThat(types).as(what).contains(type);
  }
}
