package io.skipruntime.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.ServiceStatistics;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonNull;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.sql.Mutations;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Queries that are changed at random, ad hoc and live over HTTP and by both protocols of
 * PostgreSQL: each is answered, or refused in the way of a query that is wrong, and nothing is left
 * of it. {@code -Dskip.postgres.mutations} is their number, {@code -Dskip.mutationSeed} chooses
 * others.
 */
class MutatedQueriesTest {

  private static final int COUNT = Integer.getInteger("skip.postgres.mutations", 80);
  private static final long SEED = Long.getLong("skip.mutationSeed", 3);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long MOST_MILLIS = 5_000;
  private static final int MOST_INSTANCES = 64;
  private static final long MOST_BYTES = 16 << 20;
  private static final int MOST_HEAP_GROWTH = 64 << 20;

  private final List<String> wrong = new ArrayList<>();
  private int answered;

  /** A server, and clients of it. */
  private final class Clients implements AutoCloseable {
    private final SkipServer server;
    private final HttpClient http =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private WireClient wire;

    Clients(SkipServer server) throws IOException {
      this.server = server;
      this.wire = new WireClient(server.postgresPort().orElseThrow());
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.controlPort() + path))
              .timeout(PATIENCE)
              .header("Content-Type", "application/json")
              .method(method, BodyPublishers.ofString(body, StandardCharsets.UTF_8));
      return http.send(request.build(), BodyHandlers.ofString());
    }

    void check(Mutations.Mutated query) throws Exception {
      String body =
          Json.object(
                  Map.of(
                      "query",
                      JsonString.wellFormed(query.text()),
                      "params",
                      Mutations.parameters()))
              .toString();
      check(query, send("POST", "/v1/sql", body));
      HttpResponse<String> stream = send("POST", "/v1/streams/sql", body);
      check(query, stream);
      if (stream.statusCode() == 201) {
        assertThat(send("DELETE", "/v1/streams/" + stream.body(), "").statusCode()).isEqualTo(200);
      }
      try {
        String text = query.text().replace("\0", ""); // which ends texts of the protocol
        check(query, wire.simple(text));
        check(query, wire.extended(text));
      } catch (IOException e) {
        wrong.add("the connection ends: " + e + " <- " + query.text());
        wire.close();
        wire = new WireClient(server.postgresPort().orElseThrow());
      }
    }

    private void check(Mutations.Mutated query, HttpResponse<String> response) {
      if (response.statusCode() < 300) {
        answered++;
        return;
      }
      if (response.statusCode() != 422) {
        wrong.add(response.statusCode() + " " + response.body() + " <- " + query.text());
        return;
      }
      JsonObject problem = Json.parse(response.body()).asObject();
      String detail = problem.get("detail").asString();
      Json state = problem.find("state").orElse(Json.NULL);
      if (state instanceof JsonNull) { // fails while it runs, live
        Mutations.fault(query, "22000", true, detail).ifPresent(wrong::add);
      } else {
        Mutations.fault(query, state.asString(), problem.find("line").isPresent(), detail)
            .ifPresent(wrong::add);
      }
    }

    private void check(Mutations.Mutated query, Optional<Map<Character, String>> refusal) {
      if (refusal.isEmpty()) {
        answered++;
        return;
      }
      String state = refusal.get().getOrDefault('C', "");
      String message = refusal.get().getOrDefault('M', "");
      boolean isOfProtocol =
          state.startsWith("08")
              || state.startsWith("25")
              || message.startsWith("cannot insert multiple commands");
      Mutations.fault(query, state, isOfProtocol || refusal.get().containsKey('P'), message)
          .ifPresent(fault -> wrong.add("wire: " + fault));
    }

    @Override
    public void close() throws IOException {
      http.close();
      wire.close();
    }
  }

  private static Set<String> threads() {
    Set<String> names = new TreeSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("skip-")) {
        names.add(thread.getName());
      }
    }
    return names;
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private void check(Mutations.Corpus corpus, int count) throws Exception {
    Mutations mutations = new Mutations(corpus, SEED);
    ServerOptions options = Orders.options();
    ServerOptions bounded =
        options
            .withEngine(options.engine().withMaxInstances(MOST_INSTANCES))
            .withQueries(options.queries().withMillis(MOST_MILLIS).withBytes(MOST_BYTES));
    try (SkipServer server = SkipServer.start(corpus.service(), bounded)) {
      corpus.fill(server.instance());
      try (Clients clients = new Clients(server)) {
        int warm = count / 4;
        long heap = 0;
        Set<String> threads = Set.of();
        for (int i = 0; i < count; i++) {
          if (i == warm) {
            heap = usedHeap();
            threads = threads();
          }
          clients.check(mutations.next());
        }
        assertThat(threads()).as("threads").hasSizeLessThanOrEqualTo(threads.size() + 2);
        assertThat(
                server.instance().statistics().resources().stream()
                    .mapToLong(ServiceStatistics.ResourceSize::instances)
                    .sum())
            .as("instances")
            .isLessThanOrEqualTo(MOST_INSTANCES);
        assertThat(usedHeap() - heap).as("heap").isLessThan(MOST_HEAP_GROWTH);
      }
    }
  }

  @Test
  void mutatedQueries_areAnsweredOrRefusedWithTheirPlace_byAllWays() throws Exception {
    check(Mutations.ofWarehouse(), COUNT * 7 / 8);
    check(Mutations.ofTpch(), COUNT / 8);
    assertThat(wrong).isEmpty();
    assertThat(answered).isBetween(1, 4 * COUNT - 1);
  }
}
