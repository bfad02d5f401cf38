package io.skipruntime.language.typescript;

import static io.skipruntime.language.typescript.Programs.contents;
import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.workers.WorkerLanguage;
import io.skipruntime.workers.WorkerProgram;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * A service in TypeScript over a database, beside a server of the users' own that writes to both.
 */
final class DatabaseTest {

  private static final Pattern PORT = Pattern.compile("users are served at .*\"port\":(\\d+)");
  private static final String DANIEL = "{\"country\":\"UK\",\"name\":\"daniel\"}";
  private static final String OTHERS =
      "[\"124\",[{\"country\":\"UK\",\"name\":\"josh\"}]],"
          + "[\"125\",[{\"country\":\"ES\",\"name\":\"julien\"}]]";

  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
  private final Path project = Programs.requireFetched("database");

  private static EmbeddedPostgres startDatabase() throws SQLException {
    EmbeddedPostgres database;
    try {
      database = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(60)).start();
    } catch (IOException | RuntimeException e) {
      return Assumptions.abort("PostgreSQL cannot be started here: " + e);
    }
    try (Connection connection = database.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE data (id TEXT PRIMARY KEY, object JSON);
          INSERT INTO data VALUES
            ('123', '{"name": "daniel", "country": "FR"}'),
            ('124', '{"name": "josh", "country": "UK"}'),
            ('125', '{"name": "julien", "country": "ES"}')
          """);
    }
    return database;
  }

  /** A program whose text has the ports of this test, beside the packages that it uses. */
  private Path program(String name, int database, int streaming, int control) throws IOException {
    String text =
        Files.readString(Programs.file(name))
            .replace("5432", String.valueOf(database))
            .replace("8090", String.valueOf(streaming))
            .replace("8091", String.valueOf(control));
    return Files.writeString(project.resolve(name), text);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Starts the users' server; gives the port that it says. */
  private static int awaitPort(Process server) throws IOException {
    BufferedReader printed = server.inputReader(StandardCharsets.UTF_8);
    StringBuilder all = new StringBuilder();
    for (String line = printed.readLine(); line != null; line = printed.readLine()) {
      Matcher port = PORT.matcher(line);
      if (port.find()) {
        return Integer.parseInt(port.group(1));
      }
      all.append(line).append('\n');
    }
    throw new AssertionError("the users' server does not start: " + all);
  }

  private String ask(URI address, String method, String body) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(address).method(method, BodyPublishers.ofString(body)).build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  /** The data of the next event. */
  private static String nextEvent(BufferedReader events) throws IOException {
    for (String line = events.readLine(); line != null; line = events.readLine()) {
      if (line.startsWith("data:")) {
        return line.substring("data:".length()).strip();
      }
    }
    throw new AssertionError("the stream has ended");
  }

  @Test
  void users_areThoseOfTheDatabase_andFollowWhatTheirServerWritesToBoth() throws Exception {
    int control = freePort();
    int streaming = freePort();
    ServerOptions ports = ServerOptions.defaults().withPorts(control, streaming);
    try (EmbeddedPostgres database = startDatabase()) {
      Path service = program("database.ts", database.getPort(), streaming, control);
      Path served = program("database-server.ts", database.getPort(), streaming, control);
      try (WorkerProgram running = Programs.start(service, options -> options, ports)) {
        assertThat(running.service()).isNotNull();
        Process server =
            new ProcessBuilder(WorkerLanguage.of(served).command(served, false))
                .redirectErrorStream(true)
                .start();
        try {
          follow(URI.create("http://127.0.0.1:" + awaitPort(server)));
        } finally {
          server.destroyForcibly().waitFor();
        }
      }
      try (WorkerProgram again = Programs.start(service, options -> options, ports)) {
        assertThat(contents(again.service(), "users", "{}")).isEqualTo("[" + OTHERS + "]");
      }
    }
  }

  private void follow(URI server) throws Exception {
    HttpRequest users = HttpRequest.newBuilder(server.resolve("/users")).build();
    URI daniel = server.resolve("/user/123");
    try (BufferedReader events =
        new BufferedReader(
            new InputStreamReader(
                client.send(users, BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
      assertThat(nextEvent(events))
          .isEqualTo("[[\"123\",[" + DANIEL.replace("UK", "FR") + "]]," + OTHERS + "]");
      ask(daniel, "PUT", "{\"name\":\"daniel\",\"country\":\"UK\"}");
      assertThat(nextEvent(events)).isEqualTo("[[\"123\",[" + DANIEL + "]]]");
      assertThat(ask(daniel, "GET", "")).isEqualTo("[" + DANIEL + "]");
      ask(daniel, "DELETE", "");
      assertThat(nextEvent(events)).isEqualTo("[[\"123\",[]]]");
      assertThat(ask(daniel, "GET", "")).isEqualTo("[]");
    }
  }
}
