package io.skipruntime.board;

import io.skipruntime.json.Json;
import io.skipruntime.postgres.PostgresOptions;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Assumptions;
import org.postgresql.ds.PGSimpleDataSource;

/** A board that runs on a PostgreSQL of its own. */
final class TestBoard implements AutoCloseable {

  /** The cookie of somebody who is not signed in. */
  static final String NOBODY = "";

  private final EmbeddedDatabase embedded;
  private final PGSimpleDataSource source;
  private final Board.Running board;
  private final HttpClient client = HttpClient.newHttpClient();

  private TestBoard(EmbeddedDatabase embedded, boolean behindProxy, ServerOptions options)
      throws IOException, SQLException {
    this.embedded = embedded;
    source = embedded.source();
    board =
        Board.Running.start(
            source, PostgresOptions.of(embedded.url(), "postgres", ""), options, 0, behindProxy);
  }

  /** Starts a board; the test is skipped where PostgreSQL cannot be started. */
  static TestBoard start(boolean behindProxy) throws IOException, SQLException {
    return start(behindProxy, ServerOptions.defaults().withPorts(0, 0));
  }

  /** As {@link #start(boolean)}, with options of the service's server. */
  static TestBoard start(boolean behindProxy, ServerOptions options)
      throws IOException, SQLException {
    EmbeddedDatabase embedded;
    try {
      embedded = EmbeddedDatabase.start();
    } catch (IOException | RuntimeException e) {
      return Assumptions.abort("PostgreSQL cannot be started here: " + e);
    }
    return new TestBoard(embedded, behindProxy, options);
  }

  String address() {
    return board.address();
  }

  int streamingPort() {
    return board.server().streamingPort();
  }

  int controlPort() {
    return board.server().controlPort();
  }

  int webPort() {
    return board.web().port();
  }

  /** The address of a resource at the streaming listener. */
  URI resource(String name) {
    return URI.create("http://127.0.0.1:" + streamingPort() + "/v1/resources/" + name);
  }

  HttpResponse<String> send(String method, String path, String body, String cookie)
      throws IOException, InterruptedException {
    return send(URI.create(address()).resolve(path), method, body, cookie);
  }

  HttpResponse<String> send(URI address, String method, String body, String cookie)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).method(method, BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /** Signs somebody in; their cookie. */
  String signIn(String name) throws IOException, InterruptedException {
    return cookie(send("POST", "/session", "{\"name\":\"" + name + "\"}", NOBODY));
  }

  /** The cookie that an answer sets. */
  static String cookie(HttpResponse<String> answer) {
    return answer.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
  }

  /** The token of somebody who is signed in. */
  String token(String cookie) throws IOException, InterruptedException {
    return Json.parse(send("GET", "/session", "", cookie).body())
        .asObject()
        .get("token")
        .asString();
  }

  /** Adds a post; its number. */
  long submit(String title, String cookie) throws IOException, InterruptedException {
    HttpResponse<String> answer = send("POST", "/posts", "{\"title\":\"" + title + "\"}", cookie);
    return Json.parse(answer.body()).asObject().get("id").asLong();
  }

  /** Runs SQL as in another shell. */
  void sql(String statement) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement executed = connection.createStatement()) {
      executed.execute(statement);
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
    board.close();
    embedded.close();
  }
}
