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
import io.skipruntime.server.options.LimitOptions;
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
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
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

  private static final String TOO_LONG =
      "\"" + "x".repeat(LimitOptions.defaults().maxBodyBytes()) + "\"";

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

  /**
   * A request.
   *
   * @param template the path of the operation it is for
   * @param path what is requested
   */
  private record Probe(
      String method, String template, String path, String body, List<String> headers) {

    static Probe of(String method, String template, String path, String body, String... headers) {
      return new Probe(method, template, path, body, List.of(headers));
    }
  }

  private static final Probe SNAPSHOT_OF_DATA =
      Probe.of("POST", "/v1/admin/snapshot", "/v1/admin/snapshot", "");

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
      see(probes(uuid), operations, client, server, missing);
      String epoch = server.server().instance().watermark().epoch();
      see(probesOfQueries(epoch), operations, client, server, missing);
      see(probesOfContents(server), operations, client, server, missing);
    }
    try (TestServer server = new TestServer(new CommandsService(), ServerOptions.defaults());
        HttpClient client = HttpClient.newHttpClient()) {
      see(probesOfCommands(), operations, client, server, missing);
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
      see(List.of(SNAPSHOT_OF_DATA), operations, client, server, missing);
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

  private static List<Probe> probes(String uuid) {
    List<Probe> probes = new ArrayList<>();
    addPosts(probes, "/v1/snapshot/{resource}", "/v1/snapshot/", "", "0");
    addPosts(
        probes,
        "/v1/snapshot/{resource}/lookup",
        "/v1/snapshot/",
        "/lookup",
        "{\"key\":1,\"params\":0}");
    addPosts(probes, "/v1/streams/{resource}", "/v1/streams/", "", "0");
    addWrites(probes, "/v1/inputs/{collection}", "/v1/inputs/texts", "[[\"a\",[\"x\"]]]");
    probes.add(Probe.of("PATCH", "/v1/inputs/{collection}", "/v1/inputs/none", "[]", json()));
    addWrites(probes, "/v1/inputs", "/v1/inputs", "{\"texts\":[[\"a\",[\"y\"]]]}");
    probes.add(Probe.of("PATCH", "/v1/inputs", "/v1/inputs", "{\"none\":[]}", json()));
    addStreams(probes, uuid);
    addLists(probes);
    addInspections(probes);
    probes.add(SNAPSHOT_OF_DATA);
    probes.add(Probe.of("GET", "/", "/", ""));
    probes.add(Probe.of("GET", "/", "/", "", "Accept", "text/html"));
    probes.add(Probe.of("GET", "/v1/admin/sinks", "/v1/admin/sinks", ""));
    probes.add(Probe.of("GET", "/v1/admin/cluster", "/v1/admin/cluster", ""));
    String resync = "/v1/admin/sinks/{sink}/resync";
    probes.add(Probe.of("POST", resync, "/v1/admin/sinks/none/resync", ""));
    probes.add(Probe.of("GET", "/healthz", "/healthz", ""));
    probes.add(Probe.of("GET", "/readyz", "/readyz", ""));
    probes.add(Probe.of("GET", "/metrics", "/metrics", ""));
    return probes;
  }

  private static List<Probe> probesOfQueries(String epoch) {
    String path = "/v1/sql";
    String query = "{\"query\":\"SELECT value FROM texts\"}";
    List<Probe> probes = new ArrayList<>();
    for (String format : List.of("json", "ndjson", "csv")) {
      String body = query.replace("}", ",\"format\":\"" + format + "\"}");
      probes.add(Probe.of("POST", path, path, body, json()));
    }
    probes.add(Probe.of("POST", path, path, "{", json()));
    probes.add(Probe.of("POST", path, path, "{\"query\":\"SELECT x\"}", json()));
    probes.add(Probe.of("POST", path, path, TOO_LONG, json()));
    probes.add(Probe.of("POST", path, path, query, "Content-Type", "text/plain"));
    probes.add(Probe.of("POST", path, path + "?at=other/1", query, json()));
    probes.add(Probe.of("POST", path, path + "?at=" + epoch + "/999999", query, json()));
    probes.add(
        Probe.of(
            "POST",
            path,
            path,
            query,
            "Content-Type",
            "application/json",
            "Skip-Min-Watermark",
            "other/1"));
    return probes;
  }

  private static String[] json() {
    return new String[] {"Content-Type", "application/json"};
  }

  private static void addPosts(
      List<Probe> probes, String template, String before, String after, String good) {
    String path = before + "active_friends" + after;
    probes.add(Probe.of("POST", template, path, good, json()));
    probes.add(Probe.of("POST", template, path, "{", json()));
    probes.add(Probe.of("POST", template, path, "\"Bob\"", json()));
    probes.add(Probe.of("POST", template, path, TOO_LONG, json()));
    probes.add(Probe.of("POST", template, path, good, "Content-Type", "text/plain"));
    probes.add(Probe.of("POST", template, before + "none" + after, good, json()));
    if (!template.startsWith("/v1/streams")) {
      probes.add(Probe.of("POST", template, path + "?at=other/1", good, json()));
      probes.add(
          Probe.of(
              "POST",
              template,
              path,
              good,
              "Content-Type",
              "application/json",
              "Skip-Min-Watermark",
              "other/1"));
    }
  }

  private static List<Probe> probesOfCommands() {
    List<Probe> probes = new ArrayList<>();
    String template = "/v1/commands/{command}";
    String path = "/v1/commands/add";
    String good = "{\"counter\":\"a\",\"more\":1}";
    probes.add(Probe.of("POST", template, path, good, json()));
    probes.add(Probe.of("POST", template, path, "{", json()));
    probes.add(Probe.of("POST", template, path, "5", json()));
    probes.add(Probe.of("POST", template, path, TOO_LONG, json()));
    probes.add(Probe.of("POST", template, path, good, "Content-Type", "text/plain"));
    probes.add(Probe.of("POST", template, path, "{\"counter\":\"b\",\"more\":-1}", json()));
    probes.add(Probe.of("POST", template, "/v1/commands/none", good, json()));
    return probes;
  }

  private static void addLists(List<Probe> probes) {
    String path = "/v1/streams";
    String good = "[{\"name\":\"a\",\"resource\":\"texts\"}]";
    String address = path + "?of=" + URLEncoder.encode(good, StandardCharsets.UTF_8);
    probes.add(Probe.of("GET", path, address, ""));
    probes.add(Probe.of("GET", path, path, ""));
    probes.add(Probe.of("GET", path, path + "?of=5", ""));
    probes.add(Probe.of("GET", path, address, "", "Accept", "application/json"));
    probes.add(Probe.of("POST", path, path, good, json()));
    probes.add(Probe.of("POST", path, path, "{", json()));
    probes.add(Probe.of("POST", path, path, "5", json()));
    probes.add(Probe.of("POST", path, path, TOO_LONG, json()));
    probes.add(Probe.of("POST", path, path, good, "Content-Type", "text/plain"));
    probes.add(
        Probe.of(
            "POST",
            path,
            path,
            good,
            "Content-Type",
            "application/json",
            "Accept",
            "application/json"));
  }

  private static void addInspections(List<Probe> probes) {
    String commits = "/v1/inspect/commits";
    probes.add(Probe.of("GET", commits, commits, ""));
    probes.add(Probe.of("GET", commits, commits + "?limit=none", ""));
    String commit = commits + "/{number}";
    probes.add(Probe.of("GET", commit, commits + "/1", ""));
    probes.add(Probe.of("GET", commit, commits + "/none", ""));
    probes.add(Probe.of("GET", commit, commits + "/1000000", ""));
    probes.add(Probe.of("GET", "/v1/inspect", "/v1/inspect", ""));
    for (String list : List.of("graph", "instances", "streams", "sources", "sinks", "failures")) {
      String path = "/v1/inspect/" + list;
      probes.add(Probe.of("GET", path, path, ""));
      probes.add(Probe.of("GET", path, path + "?limit=-1", ""));
    }
    addEvents(probes);
    probes.add(Probe.of("GET", "/inspect", "/inspect", ""));
    for (String file : List.of("main.js", "page.css", "icon.svg", "none.js")) {
      probes.add(Probe.of("GET", "/inspect/{file}", "/inspect/" + file, ""));
    }
    String ran = commit + "/why";
    String run = "{\"collection\":\"texts\",\"key\":\"a\"}";
    addQuestion(probes, ran, commits + "/1/why", run);
    probes.add(Probe.of("POST", ran, commits + "/1000000/why", run, json()));
    String why = "/v1/inspect/why";
    addQuestion(probes, why, why, "{\"resource\":\"active_friends\",\"params\":0,\"key\":1}");
    probes.add(Probe.of("POST", why, why, "{\"resource\":\"none\",\"key\":1}", json()));
    String gone = "{\"collection\":\"texts\",\"key\":\"a\",\"at\":\"other/1\"}";
    probes.add(Probe.of("POST", why, why, gone, json()));
    String dependents = "/v1/inspect/dependents";
    addQuestion(probes, dependents, dependents, "{\"collection\":\"texts\",\"key\":\"a\"}");
    String none = "{\"collection\":\"none\",\"key\":\"a\"}";
    probes.add(Probe.of("POST", dependents, dependents, none, json()));
  }

  private static void addEvents(List<Probe> probes) {
    String template = "/v1/inspect/events/{resource}";
    String path = "/v1/inspect/events/active_friends";
    probes.add(Probe.of("GET", template, path + "?params=0", ""));
    probes.add(Probe.of("GET", template, path + "?params=%7B", ""));
    probes.add(Probe.of("GET", template, path + "?params=%22Bob%22", ""));
    probes.add(Probe.of("GET", template, "/v1/inspect/events/none", ""));
    probes.add(Probe.of("GET", template, path + "?params=0", "", "Accept", "text/html"));
  }

  /** Pages of a collection, whose identity the graph tells. */
  private static List<Probe> probesOfContents(TestServer server) {
    String node = server.server().instance().inspector().nodes().getFirst().id().fingerprint();
    String template = "/v1/inspect/collections/{node}";
    String path = "/v1/inspect/collections/" + node;
    return List.of(
        Probe.of("GET", template, path, ""),
        Probe.of("GET", template, path + "?prefix=7", ""),
        Probe.of("GET", template, path + "?at=other/1", ""),
        Probe.of("GET", template, "/v1/inspect/collections/none", ""));
  }

  private static void addQuestion(List<Probe> probes, String template, String path, String good) {
    probes.add(Probe.of("POST", template, path, good, json()));
    probes.add(Probe.of("POST", template, path, "{", json()));
    probes.add(Probe.of("POST", template, path, "5", json()));
    probes.add(Probe.of("POST", template, path, TOO_LONG, json()));
    probes.add(Probe.of("POST", template, path, good, "Content-Type", "text/plain"));
  }

  private static void addWrites(List<Probe> probes, String template, String path, String good) {
    probes.add(Probe.of("PATCH", template, path, good, json()));
    probes.add(Probe.of("PATCH", template, path, "{", json()));
    probes.add(Probe.of("PATCH", template, path, "5", json()));
    probes.add(Probe.of("PATCH", template, path, TOO_LONG, json()));
    probes.add(Probe.of("PATCH", template, path, good, "Content-Type", "text/plain"));
  }

  private static void addStreams(List<Probe> probes, String uuid) {
    String template = "/v1/streams/{uuid}";
    String path = "/v1/streams/" + uuid;
    probes.add(Probe.of("GET", template, path, ""));
    probes.add(Probe.of("GET", template, path, "", "Accept", "application/json"));
    probes.add(Probe.of("DELETE", template, path, ""));
    probes.add(Probe.of("DELETE", template, path, TOO_LONG));
    probes.add(Probe.of("DELETE", template, path, ""));
    probes.add(Probe.of("GET", template, path, ""));
    String resources = "/v1/resources/{resource}";
    String friends = "/v1/resources/active_friends";
    probes.add(Probe.of("GET", resources, friends + "?params=0", ""));
    probes.add(Probe.of("GET", resources, friends + "?params=%7B", ""));
    probes.add(Probe.of("GET", resources, friends + "?params=%22x%22", ""));
    probes.add(Probe.of("GET", resources, "/v1/resources/none", ""));
    probes.add(Probe.of("GET", resources, friends, "", "Accept", "application/json"));
  }
}
