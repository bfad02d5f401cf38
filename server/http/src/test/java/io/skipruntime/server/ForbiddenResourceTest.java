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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ForbiddenResourceTest {

  record Notes(EagerCollection<String, String> notes) {}

  record NotesFor(String reader) implements Resource<Notes> {
    @Override
    public EagerCollection<String, String> instantiate(Notes shared, Context context) {
      if (!reader.equals("ann")) {
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
      return Resources.of("notes", NotesFor.class);
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
}
