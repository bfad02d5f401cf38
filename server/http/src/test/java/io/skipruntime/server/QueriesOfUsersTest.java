package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.server.options.QueryOptions;
import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Queries of users over HTTP: each sees the rows that the policy of the table lets it see. */
class QueriesOfUsersTest {

  private static final String SECRET = "what the issuer and the server share, in secret";
  private static final String PATH = "/v1/sql";
  private static final String NOTES = "{\"query\":\"SELECT value FROM notes\"}";
  private static final ServerOptions OPTIONS =
      ServerOptions.defaults()
          .withSecurity(
              SecurityOptions.defaults()
                  .withJwtIssuer(UserTokens.ISSUER)
                  .withJwtAudiences(Set.of(UserTokens.AUDIENCE))
                  .withJwtSecret(SECRET));

  private final TestServer server = new TestServer(new NotesService(), OPTIONS);

  @AfterEach
  void close() {
    server.close();
  }

  private static String token(String user) throws Exception {
    return UserTokens.hs256(
        SECRET.getBytes(StandardCharsets.UTF_8), UserTokens.claims(user).build());
  }

  private static HttpResponse<String> query(
      TestServer server, URI address, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).header("Content-Type", "application/json");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return server.send(request.POST(BodyPublishers.ofString(body)));
  }

  @Test
  void subscriber_hasItsOwnRows_andNothingOfTheService() throws Exception {
    URI address = server.streaming(PATH);
    String bearer = "Bearer " + token("alice");
    assertThat(query(server, address, NOTES, "Authorization", bearer).body())
        .contains("\"rows\":[[\"hers\"]]");
    for (String refused :
        new String[] {
          "{\"query\":\"SELECT * FROM skip.instances\"}",
          "{\"query\":\"SELECT 1 / (length(value) - 3) AS q FROM notes n JOIN note m ON true\"}"
        }) {
      HttpResponse<String> answer = query(server, address, refused, "Authorization", bearer);
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(answer.body()).doesNotContain("his");
    }
    String explained = NOTES.replace("}", ",\"explain\":true}");
    assertThat(query(server, address, explained, "Authorization", bearer).body())
        .doesNotContain("alice", "CURRENT_USER");
    assertThat(
            query(server, server.streaming(PATH + "?at=x/1"), NOTES, "Authorization", bearer)
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void subscriber_isAVerifiedUser() throws Exception {
    URI address = server.streaming(PATH);
    assertThat(query(server, address, NOTES).statusCode()).isEqualTo(401);
    assertThat(query(server, address, NOTES, "Authorization", "Bearer x.y.z").statusCode())
        .isEqualTo(401);
    try (TestServer other = new TestServer(OPTIONS)) {
      HttpResponse<String> answer =
          query(other, other.streaming(PATH), NOTES, "Authorization", "Bearer " + token("alice"));
      assertThat(answer.statusCode()).isEqualTo(404);
    }
  }

  @Test
  void backend_seesAllRows_orThoseOfTheUserForWhomItAsks() throws Exception {
    URI address = server.control(PATH);
    assertThat(query(server, address, NOTES).body()).contains("hers", "his");
    assertThat(query(server, address, NOTES, "Skip-User-Token", token("bob")).body())
        .contains("\"rows\":[[\"his\"]]");
  }

  @Test
  void users_shareTheLimitOfQueriesAtOnce_withBackends() throws Exception {
    ServerOptions one = OPTIONS.withQueries(QueryOptions.defaults().withAtOnce(1));
    try (TestServer limited = new TestServer(new NotesService(), one)) {
      String notes =
          IntStream.range(0, 1_000)
              .mapToObj(i -> "[\"key%d\",[\"text%d\"]]".formatted(i, i))
              .collect(Collectors.joining(",", "[", "]"));
      assertThat(limited.patch("/v1/inputs/notes", notes).statusCode()).isEqualTo(200);
      String endless =
          "{\"query\":\"SELECT count(*) FROM notes a, notes b, notes c, notes d"
              + " WHERE a.value || b.value || c.value || d.value = 'x'\"}";
      String bearer = "Bearer " + token("alice");
      boolean isRefused = false;
      while (!isRefused) { // unless a user's query was first
        try (RawConnection backend = new RawConnection(limited.server().controlPort())) {
          backend.send(
              "POST /v1/sql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                  + "Content-Length: %d\r\n\r\n%s".formatted(endless.length(), endless));
          for (int i = 0; i < 100 && !isRefused; i++) {
            isRefused =
                query(limited, limited.streaming(PATH), NOTES, "Authorization", bearer).statusCode()
                    == 503;
          }
        }
      }
    }
  }
}
