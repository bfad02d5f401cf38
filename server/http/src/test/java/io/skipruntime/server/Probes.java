package io.skipruntime.server;

import io.skipruntime.server.options.LimitOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The requests that are answered in each way that is documented of an operation. */
final class Probes {

  private static final String TOO_LONG =
      "\"" + "x".repeat(LimitOptions.defaults().maxBodyBytes()) + "\"";

  static final Probe SNAPSHOT_OF_DATA =
      Probe.of("POST", "/v1/admin/snapshot", "/v1/admin/snapshot", "");

  private Probes() {}

  /** Requests for most operations, with a stream that is open. */
  static List<Probe> of(String uuid) {
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

  /** Requests with queries. */
  static List<Probe> ofQueries(String epoch) {
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

  /** Requests for a command of {@link CommandsService}. */
  static List<Probe> ofCommands() {
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
  static List<Probe> ofContents(TestServer server) {
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
