package io.skipruntime.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.server.SkipServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/**
 * Statements that take long to plan, over HTTP and by both forms of the protocol: they end at the
 * limit of time, or when they are cancelled, and the connection goes on.
 */
class PlanningLimitTest {

  private static final long MILLIS = 1_000;
  private static final long MUCH = 600_000;
  private static final long PAUSE_NANOS = 5_000_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String SHORT = "SELECT 1 AS one";

  /** The logged failures that have a stack. */
  private static final class Stacks extends Handler {
    private final List<String> messages = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord line) {
      if (line.getThrown() != null) {
        messages.add(line.getMessage() + " " + line.getThrown());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private final Stacks stacks = new Stacks();

  @BeforeEach
  void listen() {
    Logger.getLogger("").addHandler(stacks);
  }

  @AfterEach
  void close() {
    Logger.getLogger("").removeHandler(stacks);
    assertThat(stacks.messages).isEmpty();
  }

  /** A query whose plan takes seconds: each subquery becomes joins with the query around it. */
  private static String longToPlan(int number) {
    return IntStream.range(0, 490)
        .mapToObj(i ->
            "SELECT (SELECT max(key) FROM orders b WHERE b.pieces = a.pieces + "
                + i
                + ") FROM orders a WHERE key = "
                + number)
        .collect(Collectors.joining(" UNION ALL "));
  }

  private static SkipServer started(long millis) {
    return Orders.started(
        Orders.options().withQueries(Orders.options().queries().withMillis(millis)));
  }

  /** Lets the classes be there that a short statement needs, so that it is one. */
  private static void warm(WireClient client) throws Exception {
    while (client.simple(SHORT).isPresent() || client.extended(SHORT).isPresent()) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  @Test
  void statementsOverTheirTime_endWithTheirState_andTheConnectionGoesOn() throws Exception {
    try (SkipServer server = started(MILLIS);
        WireClient client = new WireClient(server.postgresPort().orElseThrow())) {
      warm(client);
      assertThat(client.simple(longToPlan(1))).hasValueSatisfying(PlanningLimitTest::isOverTime);
      assertThat(client.simple(SHORT)).isEmpty();
      assertThat(client.extended(longToPlan(2))).hasValueSatisfying(PlanningLimitTest::isOverTime);
      assertThat(client.extended(SHORT)).isEmpty();
      assertThat(client.simple("EXPLAIN " + longToPlan(3)))
          .hasValueSatisfying(PlanningLimitTest::isOverTime);
      assertThat(client.simple("BEGIN")).isEmpty();
      assertThat(client.prepared("s", longToPlan(4)))
          .hasValueSatisfying(PlanningLimitTest::isOverTime);
      assertThat(client.simple(SHORT))
          .hasValueSatisfying(refusal -> assertThat(refusal).containsEntry('C', "25P02"));
      assertThat(client.simple("ROLLBACK")).isEmpty();
      assertThat(client.extended(SHORT)).isEmpty();
    }
  }

  private static void isOverTime(Map<Character, String> refusal) {
    assertThat(refusal)
        .containsEntry('C', "57014")
        .containsEntry('M', "the query took longer than " + MILLIS + " ms");
  }

  @Test
  void queriesOverTheirTime_areProblems() throws Exception {
    try (SkipServer server = started(MILLIS);
        HttpClient client = HttpClient.newHttpClient()) {
      while (query(client, server, SHORT).statusCode() != 200) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      for (String text : List.of(longToPlan(5), "EXPLAIN " + longToPlan(6))) {
        HttpResponse<String> response = query(client, server, text);
        assertThat(response.statusCode()).isEqualTo(422);
        JsonObject problem = Json.parse(response.body()).asObject();
        assertThat(problem.get("type").asString()).isEqualTo("invalid-query");
        assertThat(problem.get("state").asString()).isEqualTo("57014");
        assertThat(problem.get("detail").asString()).contains("longer than " + MILLIS + " ms");
        assertThat(query(client, server, SHORT).statusCode()).isEqualTo(200);
      }
    }
  }

  private static HttpResponse<String> query(HttpClient client, SkipServer server, String text)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.controlPort() + "/v1/sql"))
            .header("Content-Type", "application/json")
            .timeout(PATIENCE)
            .POST(BodyPublishers.ofString(Json.object(Map.of("query", Json.of(text))).toString()))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended"})
  void cancel_endsAStatementThatIsPlanned(String mode) throws Exception {
    try (SkipServer server = started(MUCH);
        Connection connection = Orders.connect(server, Map.of("preferQueryMode", mode));
        Statement statement = connection.createStatement()) {
      statement.execute(SHORT);
      Thread canceller =
          Thread.ofVirtual()
              .start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                  cancel(connection);
                  LockSupport.parkNanos(PAUSE_NANOS);
                }
              });
      Throwable refusal = catchThrowable(() -> statement.execute(longToPlan(7)));
      canceller.interrupt();
      canceller.join();
      assertThat(refusal).isInstanceOf(SQLException.class);
      assertThat(((SQLException) refusal).getSQLState()).isEqualTo("57014");
      assertThat(Optional.ofNullable(refusal.getMessage()))
          .hasValueSatisfying(message -> assertThat(message).contains("cancel"));
      assertThat(statement.execute(SHORT)).isTrue();
    }
  }

  /** Asks for the end of the statement that runs, perhaps before it has begun. */
  private static void cancel(Connection connection) {
    try {
      connection.unwrap(PGConnection.class).cancelQuery();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
