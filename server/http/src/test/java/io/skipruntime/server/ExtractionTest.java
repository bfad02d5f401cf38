package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.ContextMapper;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.server.options.ServerOptions;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Documents of users, of which {@code jsonExtract} has more matches than anything has room for. */
final class ExtractionTest {

  private static final int ARRAYS = 25;

  record Documents(EagerCollection<String, Json> documents) {}

  /** Emits what a pattern finds in each document. */
  record Extract(String pattern) implements ContextMapper<String, Json, String, Json> {
    @Override
    public void mapEntry(
        String key, Values<Json> values, Emitter<String, Json> out, Context context) {
      values.forEach(each -> out.emit(key, context.jsonExtract(each, pattern)));
    }
  }

  /** The matches of a pattern that a user gives. */
  record Found(String pattern) implements Resource<Documents> {
    @Override
    public EagerCollection<String, Json> instantiate(Documents in, Context context) {
      return in.documents().map(new Extract(pattern));
    }
  }

  /** Documents that patterns of users are looked for in. */
  static final class Searched implements SkipService<Documents, Documents> {
    @Override
    public InitialData initialData() {
      return InitialData.of("documents", Entry.of("a", document()));
    }

    @Override
    public Resources<Documents> resources() {
      return Resources.of("found", Found.class);
    }

    @Override
    public Documents createGraph(Documents in, Context context) {
      return in;
    }
  }

  private final TestServer server = new TestServer(new Searched(), ServerOptions.defaults());

  @AfterEach
  void close() {
    server.close();
  }

  /** An object of arrays of two elements each. */
  private static Json document() {
    return Json.parse(
        IntStream.range(0, ARRAYS)
            .mapToObj(i -> "\"a" + i + "\":[1,2]")
            .collect(Collectors.joining(",", "{", "}")));
  }

  /** A pattern of as many variables, of which there are as many matches as the arrays' product. */
  private static String params(int arrays) {
    String pattern =
        IntStream.range(0, arrays)
            .mapToObj(i -> "a" + i + "[]: v" + i)
            .collect(Collectors.joining(", ", "{", "}"));
    return "{\"pattern\":\"" + pattern + "\"}";
  }

  @Test
  @Timeout(30)
  void extraction_isRefused_whenItHasTooManyMatches_andOthersGoOn() {
    HttpResponse<String> fits = server.post("/v1/snapshot/found", params(10));
    assertThat(fits.statusCode()).isEqualTo(200);
    assertThat(Json.parse(fits.body()).asArray().get(0).asArray().get(1).asArray().get(0))
        .satisfies(found -> assertThat(found.asArray().elements()).hasSize(1 << 10));
    for (String path : List.of("/v1/snapshot/found", "/v1/streams/found")) {
      HttpResponse<String> refused = server.post(path, params(ARRAYS));
      assertThat(refused.statusCode()).isEqualTo(422);
      JsonObject problem = TestServer.problem(refused);
      assertThat(problem.get("type").asString()).isEqualTo("computation-failed");
      assertThat(problem.get("message").asString())
          .startsWith("the pattern has more than 1,000,000 variables");
    }
    assertThat(server.post("/v1/snapshot/found", params(10)).body()).isEqualTo(fits.body());
    assertThat(server.patch("/v1/inputs/documents", "[[\"b\",[{\"a0\":[7]}]]]").statusCode())
        .isEqualTo(200);
  }
}
