package io.skipruntime.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.server.EventReader.Event;
import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the identifier of an event vouches for. */
final class EventIdTest {

  private static final String SECRET = "what the issuer and the server share, in secret";

  private static String lastId(TestServer server, String path, String... headers) {
    try (EventReader events = server.follow(path, headers)) {
      return events.next().id();
    }
  }

  private static void assertInit(TestServer server, String path, String data, String... headers) {
    try (EventReader events = server.follow(path, headers)) {
      Event event = events.next();
      assertThat(event.name()).as(path).isEqualTo("init");
      assertThat(event.data()).as(path).isEqualTo(data);
    }
  }

  private static void assertNothingMissing(TestServer server, String path, String... headers) {
    try (EventReader events = server.follow(path, headers)) {
      events.anyBlock();
      assertThat(events.anyBlock()).as(path).containsExactly(": current");
    }
  }

  private static TestServer notes() {
    SecurityOptions security =
        SecurityOptions.defaults()
            .withJwtIssuer(UserTokens.ISSUER)
            .withJwtAudiences(Set.of(UserTokens.AUDIENCE))
            .withJwtSecret(SECRET);
    return new TestServer(new NotesService(), ServerOptions.defaults().withSecurity(security));
  }

  private static String token(String user) throws Exception {
    return UserTokens.hs256(SECRET.getBytes(UTF_8), UserTokens.claims(user).build());
  }

  @Test
  void idOfAnotherUser_getsAllThatTheNewOneMaySee() throws Exception {
    try (TestServer server = notes()) {
      String path = "/v1/resources/my_notes?limit=5";
      String hers = "Authorization: Bearer " + token("alice");
      String id = "Last-Event-ID: " + lastId(server, path, hers);

      assertInit(
          server, path, "[[\"bob\",[\"his\"]]]", id, "Authorization: Bearer " + token("bob"));
      assertNothingMissing(server, path, id, hers);
    }
  }

  @Test
  void idOfAnotherUsersStream_getsInit_whereABackendOpenedBoth() throws Exception {
    try (TestServer server = notes()) {
      String hers = "/v1/streams/" + openStream(server, token("alice"));
      String his = "/v1/streams/" + openStream(server, token("bob"));
      String id = "Last-Event-ID: " + lastId(server, hers);

      assertInit(server, his, "[[\"bob\",[\"his\"]]]", id);
      assertNothingMissing(server, hers, id);
    }
  }

  private static String openStream(TestServer server, String token) {
    return server
        .send(
            HttpRequest.newBuilder(server.control("/v1/streams/my_notes"))
                .header("Content-Type", "application/json")
                .header("Skip-User-Token", token)
                .POST(BodyPublishers.ofString("{\"limit\":5}")))
        .body();
  }

  @Test
  void idOfAnotherResource_orOtherParameters_getsInit() {
    try (TestServer server = new TestServer()) {
      server.patch("/v1/inputs/texts", "[[\"1\",[\"x\"]],[\"2\",[\"y\"]]]");
      String id = "Last-Event-ID: " + lastId(server, "/v1/resources/texts");
      String from = "/v1/resources/texts_from?params=";
      String idOfOne =
          "Last-Event-ID: " + lastId(server, from + "%7B%22from%22:%221%22,%22limit%22:9%7D");

      assertInit(server, "/v1/resources/active_friends?params=0", "[[1001,[1]]]", id);
      assertInit(
          server, from + "%7B%22from%22:%222%22,%22limit%22:9%7D", "[[\"2\",[\"y\"]]]", idOfOne);
      assertInit(
          server, from + "%7B%22from%22:%221%22,%22limit%22:1%7D", "[[\"1\",[\"x\"]]]", idOfOne);
      assertNothingMissing(server, from + "%7B%22limit%22:9,%22from%22:%221%22%7D", idOfOne);
      assertNothingMissing(server, "/v1/resources/texts_from?from=1&limit=9", idOfOne);
    }
  }

  @Test
  void idThatVouchesForNothing_getsInit() {
    try (TestServer server = new TestServer()) {
      String id = lastId(server, "/v1/resources/texts");
      String watermark = server.server().instance().watermark().toString();
      String epoch = server.server().instance().watermark().epoch();
      for (String other :
          List.of(
              watermark,
              id.replaceFirst("\\..", ".!"),
              epoch + "./1",
              epoch + ".AAAAAAAAAAAA/1",
              id.replaceFirst("/", "/9"),
              "." + id)) {
        assertInit(server, "/v1/resources/texts", "[]", "Last-Event-ID: " + other);
      }
    }
  }

  @Test
  void read_mayAskForTheVersionOfAnEvent() {
    try (TestServer server = new TestServer()) {
      String id = lastId(server, "/v1/resources/texts");
      HttpRequest.Builder read =
          HttpRequest.newBuilder(server.control("/v1/snapshot/texts"))
              .header("Skip-Min-Watermark", id)
              .POST(BodyPublishers.noBody());
      assertThat(server.send(read).statusCode()).isEqualTo(200);
    }
  }
}
