package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.server.EventReader.Event;
import io.skipruntime.server.options.ServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Failures on the public listener, as documents and as events of streams, alone and several on one
 * connection: the type and the {@code errorId}, and nothing of what the author called or said.
 */
final class DisclosureTest {

  private static final Set<String> PUBLIC_MEMBERS =
      Set.of("type", "title", "status", "detail", "instance", "errorId");

  record Words(EagerCollection<String, String> hunter) {}

  /** A function whose name, message and key are not for the public. */
  record HunterFails() implements Mapper<String, String, String, String> {
    @Override
    public void mapEntry(String key, Values<String> values, Emitter<String, String> out) {
      if (values.getUnique().equals("fail")) {
        throw new IllegalStateException("hunter2 cannot be computed");
      }
      out.emit(key, values.getUnique());
    }
  }

  /** The words, with a parameter whose name is not for the public. */
  record Watched(boolean hunterParameter) implements Resource<Words> {
    @Override
    public EagerCollection<String, String> instantiate(Words in, Context context) {
      return in.hunter().map(new HunterFails());
    }
  }

  static final class Hunters implements SkipService<Words, Words> {
    @Override
    public Resources<Words> resources() {
      return Resources.of("hunter-watch", Watched.class);
    }

    @Override
    public Words createGraph(Words in, Context context) {
      return in;
    }
  }

  private static final String PARAMS = "{\"hunterParameter\":true}";
  private static final String WATCH = "/v1/resources/hunter-watch?hunterParameter=true";

  private static TestServer server(boolean showErrors) {
    ServerOptions options = ServerOptions.defaults();
    return new TestServer(
        new Hunters(), options.withSecurity(options.security().withShowErrors(showErrors)));
  }

  private static String stream(String name, String resource, String params) {
    return "{\"name\":\"%s\",\"resource\":\"%s\",\"params\":%s}".formatted(name, resource, params);
  }

  /** The document of an event that says that a stream has failed. */
  private static JsonObject problem(Event event, String name) {
    assertThat(event.name()).isIn("error", "end");
    String data = event.data();
    assertThat(data).startsWith(name);
    return Json.parse(data.substring(name.length())).asObject();
  }

  private static Event failure(EventReader reader) {
    Event event = reader.next();
    while (!Set.of("error", "end").contains(event.name())) {
      event = reader.next();
    }
    return event;
  }

  /** All that is said of failures on the public listener. */
  private static List<JsonObject> failures(TestServer server) {
    List<JsonObject> problems = new ArrayList<>();
    String list =
        "[%s,%s,%s]"
            .formatted(
                stream("good", "hunter-watch", PARAMS),
                stream("bad", "hunter-watch", "{\"hunterParameter\":\"hunter2\"}"),
                stream("none", "hunters", "{}"));
    try (EventReader alone = server.follow(WATCH);
        EventReader several = server.followAll(list)) {
      problems.add(problem(failure(several), "\"bad\"\n"));
      problems.add(problem(failure(several), "\"none\"\n"));
      server.patch("/v1/inputs/hunter", "[[\"hunter-key\",[\"fail\"]]]");
      problems.add(problem(failure(alone), ""));
      problems.add(problem(failure(several), "\"good\"\n"));
      problems.add(TestServer.problem(server.get(server.streaming(WATCH))));
    }
    problems.add(TestServer.problem(server.get(server.streaming("/v1/resources/hunters"))));
    problems.add(
        TestServer.problem(
            server.get(server.streaming("/v1/resources/hunter-watch?hunterParameter=hunter2"))));
    return problems;
  }

  @Test
  void failures_haveTypeAndIdentifierOnly_onThePublicListener() {
    try (TestServer server = server(false)) {
      List<JsonObject> problems = failures(server);
      assertThat(problems)
          .extracting(each -> each.get("type").asString())
          .containsExactly(
              "invalid-parameters",
              "unknown-resource",
              "computation-failed",
              "computation-failed",
              "computation-failed",
              "unknown-resource",
              "invalid-parameters");
      for (JsonObject problem : problems) {
        assertThat(PUBLIC_MEMBERS).containsAll(problem.members().keySet());
        for (String member : List.of("type", "title", "detail")) {
          assertThat(problem.get(member).asString()).doesNotContainIgnoringCase("hunter");
        }
        if (problem.get("type").asString().equals("computation-failed")) {
          assertThat(problem.get("errorId").asString()).hasSize(36);
        }
      }
    }
  }

  @Test
  void failures_areToldWhole_withTheOptionForDevelopment() {
    try (TestServer server = server(true)) {
      for (JsonObject problem : failures(server)) {
        assertThat(problem.toString())
            .as(problem.get("type").asString())
            .containsAnyOf("hunter2", "hunter-watch", "hunterParameter");
      }
    }
  }

  @Test
  void control_isToldWhole() {
    try (TestServer server = server(false)) {
      assertThat(server.post("/v1/snapshot/hunters", "{}").body()).contains("hunter-watch");
      server.patch("/v1/inputs/hunter", "[[\"hunter-key\",[\"fail\"]]]");
      assertThat(server.post("/v1/snapshot/hunter-watch", PARAMS).body())
          .contains("hunter2 cannot be computed", "hunter-key");
    }
  }
}
