package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.ForbiddenException;
import io.skipruntime.InitialData;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.server.options.ServerOptions;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ForbiddenResourceTest {

  record Notes(EagerCollection<String, String> notes, EagerCollection<String, Boolean> banned) {}

  record NotesFor(String reader) implements Resource<Notes> {
    @Override
    public EagerCollection<String, String> instantiate(Notes shared, Context context) {
      if (!reader.equals("ann") || shared.banned().findUnique(reader).isPresent()) {
        throw new ForbiddenException("only Ann may read notes");
      }
      return shared.notes();
    }
  }

  static final class ForAnn implements SkipService<Notes, Notes> {
    @Override
    public InitialData initialData() {
      return InitialData.of("notes", Entry.of("a", "text"));
    }

    @Override
    public Resources<Notes> resources() {
      return Resources.of("notes", NotesFor.class).and("all", (shared, context) -> shared.notes());
    }

    @Override
    public Notes createGraph(Notes inputs, Context context) {
      return inputs;
    }
  }

  private final TestServer server = new TestServer(new ForAnn(), ServerOptions.defaults());

  @AfterEach
  void close() {
    server.close();
  }

  private static void assertForbidden(HttpResponse<String> response, String detail) {
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(TestServer.problem(response).get("type").asString()).endsWith("forbidden");
    assertThat(TestServer.problem(response).get("detail").asString()).isEqualTo(detail);
    assertThat(TestServer.problem(response).get("refusedBy").asString()).isEqualTo("resource");
  }

  @Test
  void resourceThatRefuses_isAnsweredWith403_onBothListeners() {
    assertThat(server.post("/v1/snapshot/notes", "{\"reader\":\"ann\"}").statusCode())
        .isEqualTo(200);
    String reason = "only Ann may read notes";
    assertForbidden(server.post("/v1/snapshot/notes", "{\"reader\":\"bob\"}"), reason);
    assertForbidden(server.post("/v1/streams/notes", "{\"reader\":\"bob\"}"), reason);
    assertForbidden(
        server.get(server.streaming("/v1/resources/notes?params=%7B%22reader%22%3A%22bob%22%7D")),
        "the resource refuses this");
  }

  private void ban(String reader, boolean isBanned) {
    server.patch("/v1/inputs/banned", "[[\"" + reader + "\",[" + (isBanned ? "true" : "") + "]]]");
  }

  @Test
  void openStream_isToldOfTheRefusal_andEnds_andIsRefusedWhileThatLasts() {
    String path = "/v1/resources/notes?reader=ann";
    String uuid = server.post("/v1/streams/notes", "{\"reader\":\"ann\"}").body();
    try (EventReader opened = server.follow(path);
        EventReader ofBackend = server.follow("/v1/streams/" + uuid)) {
      assertThat(opened.next().name()).isEqualTo("init");
      assertThat(ofBackend.next().name()).isEqualTo("init");
      ban("ann", true);
      for (EventReader each : List.of(opened, ofBackend)) {
        EventReader.Event error = each.next();
        assertThat(error.name()).isEqualTo("error");
        assertThat(error.data()).contains("\"status\":403").contains("\"type\":\"forbidden\"");
        assertThat(each.block()).as("the end").isEmpty();
      }
    }
    assertForbidden(
        server.get(server.streaming("/v1/streams/" + uuid)), "the resource refuses this");
    assertForbidden(server.get(server.streaming(path)), "the resource refuses this");
    ban("ann", false);
    try (EventReader again = server.follow("/v1/streams/" + uuid)) {
      assertThat(again.next().name()).isEqualTo("init");
    }
  }

  @Test
  void streamAmongSeveral_endsAlone_whenItIsRefused() {
    String both =
        "[{\"name\":\"a\",\"resource\":\"notes\",\"params\":{\"reader\":\"ann\"}},"
            + "{\"name\":\"b\",\"resource\":\"all\"}]";
    try (EventReader events = server.followAll(both)) {
      for (int i = 0; i < 4; i++) {
        assertThat(events.next().name()).isIn("init", "current");
      }
      ban("ann", true);
      EventReader.Event end = events.next();
      assertThat(end.name()).isEqualTo("end");
      assertThat(end.data()).startsWith("\"a\"").contains("\"type\":\"forbidden\"");
      server.patch("/v1/inputs/notes", "[[\"b\",[\"other\"]]]");
      assertThat(events.next().data()).startsWith("\"b\"");
    }
  }
}
