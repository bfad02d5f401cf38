package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpServer;
import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.ServerStartException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UsersTest {

  private static final UserTokens TOKENS = new UserTokens();
  private static final String SECRET = "what the issuer and the server share, in secret";
  private static final String HERS = "[[\"alice\",[\"hers\"]]]";

  @TempDir private Path directory;

  private static SecurityOptions rules() {
    return SecurityOptions.defaults()
        .withJwtIssuer(UserTokens.ISSUER)
        .withJwtAudiences(Set.of("other", UserTokens.AUDIENCE));
  }

  private SecurityOptions withFile(String keys) throws Exception {
    Path file = Files.createTempFile(directory, "keys", "");
    return rules().withJwtKeysFile(Files.writeString(file, keys).toString());
  }

  private static TestServer server(SecurityOptions security) {
    return new TestServer(new NotesService(), ServerOptions.defaults().withSecurity(security));
  }

  private static JWTClaimsSet alice() {
    return UserTokens.claims("alice").build();
  }

  /** The answer to a backend that acts for the user of a token. */
  private static HttpResponse<String> snapshot(
      TestServer server, String resource, String params, String token) {
    return server.send(
        HttpRequest.newBuilder(server.control("/v1/snapshot/" + resource))
            .header("Content-Type", "application/json")
            .header("Skip-User-Token", token)
            .POST(BodyPublishers.ofString(params)));
  }

  private static HttpResponse<String> myNotes(TestServer server, String token) {
    return snapshot(server, "my_notes", "{\"limit\":5}", token);
  }

  @Test
  void tokensOfEachAllowedKind_areVerified() throws Exception {
    for (String keys : List.of(TOKENS.pem(), TOKENS.keySet())) {
      try (TestServer server = server(withFile(keys))) {
        for (String token :
            List.of(TOKENS.rs256(alice()), TOKENS.es256(alice()), TOKENS.edDsa(alice()))) {
          HttpResponse<String> answer = myNotes(server, token);
          assertThat(answer.body()).isEqualTo(HERS);
        }
      }
    }
  }

  @Test
  void forgedTokens_areRefused() throws Exception {
    byte[] publicKey = TOKENS.rsaPem().getBytes(StandardCharsets.UTF_8);
    String good = TOKENS.rs256(alice());
    String[] parts = good.split("\\.", -1);
    String bob =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                UserTokens.claims("bob").build().toString().getBytes(StandardCharsets.UTF_8));
    List<String> forged = new ArrayList<>();
    forged.add(UserTokens.forged("{\"alg\":\"none\"}", alice(), ""));
    forged.add(UserTokens.forged("{\"alg\":\"None\"}", alice(), ""));
    forged.add(UserTokens.forged("{\"alg\":\"ES256\"}", alice(), "A".repeat(86)));
    forged.add(UserTokens.forged("{\"alg\":\"EdDSA\"}", alice(), "A".repeat(86)));
    forged.add(UserTokens.forged("{\"alg\":\"EdDSA\"}", alice(), "A"));
    forged.add(
        UserTokens.forged("{\"alg\":\"RS256\",\"crit\":[\"x\"],\"x\":1}", alice(), parts[2]));
    forged.add(UserTokens.hs256(publicKey, alice()));
    forged.add(UserTokens.hs256(SECRET.getBytes(StandardCharsets.UTF_8), alice()));
    forged.add(new UserTokens().rs256(alice()));
    forged.add(parts[0] + "." + bob + "." + parts[2]);
    forged.addAll(List.of("", "x", "a.b.c", "..", parts[0] + "." + parts[1] + "."));
    try (TestServer server = server(withFile(TOKENS.pem()))) {
      for (String token : forged) {
        HttpResponse<String> answer = myNotes(server, token);
        assertThat(answer.statusCode()).as(token + answer.body()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
            .contains("invalid_token");
      }
      assertThat(myNotes(server, good).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void tokensThatSayTheWrongThing_areRefused() throws Exception {
    Instant now = Instant.now();
    Date past = Date.from(now.minus(Duration.ofMinutes(2)));
    Date future = Date.from(now.plus(Duration.ofMinutes(2)));
    try (TestServer server = server(withFile(TOKENS.pem()))) {
      for (JWTClaimsSet claims :
          List.of(
              UserTokens.claims("alice").expirationTime(past).build(),
              UserTokens.claims("alice").expirationTime(null).build(),
              UserTokens.claims("alice").notBeforeTime(future).build(),
              UserTokens.claims("alice").issuer("https://other.example").build(),
              UserTokens.claims("alice").issuer(null).build(),
              UserTokens.claims("alice").audience("others").build(),
              UserTokens.claims("alice").audience((String) null).build(),
              UserTokens.claims("").build(),
              UserTokens.claims("alice").subject(null).build())) {
        assertThat(myNotes(server, TOKENS.rs256(claims)).statusCode())
            .as(claims.toString())
            .isEqualTo(401);
      }
      String odd = UserTokens.claims("alice").build().toString();
      for (String expiry : List.of("null", "\"soon\"", "1e400", "[]", "99999999999999999999")) {
        String token = TOKENS.edDsa(odd.replaceAll("\"exp\":[0-9]+", "\"exp\":" + expiry));
        assertThat(myNotes(server, token).statusCode()).as(expiry).isEqualTo(401);
      }
    }
  }

  @Test
  void tokenThatHasJustExpired_isRefusedWhereverItIsGiven() throws Exception {
    try (TestServer server = server(withFile(TOKENS.pem()))) {
      Date past = Date.from(Instant.now().minusSeconds(2));
      String token = TOKENS.rs256(UserTokens.claims("alice").expirationTime(past).build());
      String header = "Authorization: Bearer " + token;
      assertThat(myNotes(server, token).statusCode()).isEqualTo(401);
      assertThat(
              server
                  .send(
                      HttpRequest.newBuilder(server.control("/v1/streams/my_notes"))
                          .header("Content-Type", "application/json")
                          .header("Skip-User-Token", token)
                          .POST(BodyPublishers.ofString("{\"limit\":5}")))
                  .statusCode())
          .isEqualTo(401);
      String several = "[{\"name\":\"a\",\"resource\":\"my_notes\",\"params\":{\"limit\":5}}]";
      try (EventReader alone = server.follow("/v1/resources/my_notes?limit=5", header);
          EventReader among = server.followAll(several, header)) {
        assertThat(alone.status()).isEqualTo(401);
        assertThat(among.status()).isEqualTo(401);
      }
    }
  }

  @Test
  void sharedSecret_countsOnlyWhereOneIsConfigured() throws Exception {
    String token = UserTokens.hs256(SECRET.getBytes(StandardCharsets.UTF_8), alice());
    try (TestServer server = server(rules().withJwtSecret(SECRET))) {
      assertThat(myNotes(server, token).body()).isEqualTo(HERS);
      assertThat(myNotes(server, TOKENS.rs256(alice())).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void resource_seesConfiguredClaims_andNoOthers() throws Exception {
    SecurityOptions security = withFile(TOKENS.pem()).withJwtClaims(Set.of("roles"));
    String token =
        TOKENS.rs256(
            UserTokens.claims("alice").claim("roles", List.of("admin")).claim("jti", "1").build());
    try (TestServer server = server(security)) {
      assertThat(snapshot(server, "who_am_i", "{}", token).body())
          .contains("https://issuer.example alice {roles=[\\\"admin\\\"]}");
    }
  }

  @Test
  void principal_cannotBeGivenByClients() throws Exception {
    String forged = "{\"limit\":5,\"user\":{\"issuer\":\"a\",\"subject\":\"bob\",\"claims\":{}}}";
    try (TestServer server = server(withFile(TOKENS.pem()))) {
      HttpResponse<String> answer = snapshot(server, "my_notes", forged, TOKENS.rs256(alice()));
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(answer.body()).contains("\"/user\"").contains("verified token");
      assertThat(server.post("/v1/snapshot/my_notes", forged).statusCode()).isEqualTo(422);
      HttpResponse<String> anonymous = server.post("/v1/streams/my_notes", "{\"limit\":5}");
      assertThat(anonymous.statusCode()).isEqualTo(401);
      assertThat(TestServer.problem(anonymous).get("type").asString()).isEqualTo("unauthorized");
      assertThat(
              server.get(server.streaming("/v1/resources/my_notes?limit=5&user=bob")).statusCode())
          .isEqualTo(422);
    }
  }

  @Test
  void subscribers_proveWhoTheyAre_inTheHeaderOrTheAddress() throws Exception {
    try (TestServer server = server(withFile(TOKENS.pem()).withJwtRequired(true))) {
      String path = "/v1/resources/my_notes?limit=5";
      String token = TOKENS.es256(alice());
      try (EventReader events = server.follow(path, "Authorization: Bearer " + token)) {
        assertThat(events.next().data()).isEqualTo(HERS);
      }
      try (EventReader first = server.follow(path + "&access_token=" + token);
          EventReader second = server.follow(path + "&access_token=" + TOKENS.edDsa(alice()))) {
        assertThat(first.next().data()).isEqualTo(HERS);
        assertThat(second.next().data()).isEqualTo(HERS);
        assertThat(server.metric("skip_instances{resource=\"my_notes\"}"))
            .as("one user is one instance, whatever the token")
            .isEqualTo(1);
      }
      assertThat(server.get(server.streaming(path)).statusCode()).isEqualTo(401);
      assertThat(server.get(server.streaming("/v1/resources/all")).statusCode()).isEqualTo(401);
      assertThat(server.get(server.streaming("/healthz")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void stream_endsWithTheTokenOfItsUser() throws Exception {
    try (TestServer server = server(withFile(TOKENS.pem()))) {
      JWTClaimsSet brief =
          UserTokens.claims("alice")
              .expirationTime(Date.from(Instant.now().plusSeconds(2)))
              .build();
      String token = TOKENS.es256(brief);
      try (EventReader events =
          server.follow("/v1/resources/my_notes?limit=5", "Authorization: Bearer " + token)) {
        assertThat(events.next().data()).isEqualTo(HERS);
        assertEndsWithTheToken(events);
      }
      try (EventReader late =
          server.follow("/v1/resources/my_notes?limit=5", "Authorization: Bearer " + token)) {
        assertThat(late.status()).isEqualTo(401);
      }
    }
  }

  private static void assertEndsWithTheToken(EventReader events) {
    EventReader.Event error = events.next();
    assertThat(error.name()).isEqualTo("error");
    assertThat(error.data()).contains("\"type\":\"unauthorized\"").contains("\"status\":401");
    assertThat(events.block()).as("the end").isEmpty();
  }

  @Test
  void streamThatABackendOpened_endsWithTheTokenOfItsUser_forAllWhoFollowIt() throws Exception {
    try (TestServer server = server(withFile(TOKENS.pem()))) {
      JWTClaimsSet brief =
          UserTokens.claims("alice")
              .expirationTime(Date.from(Instant.now().plusSeconds(3)))
              .build();
      String uuid =
          server
              .send(
                  HttpRequest.newBuilder(server.control("/v1/streams/my_notes"))
                      .header("Content-Type", "application/json")
                      .header("Skip-User-Token", TOKENS.es256(brief))
                      .POST(BodyPublishers.ofString("{\"limit\":5}")))
              .body();
      String path = "/v1/streams/" + uuid;
      String several = "[{\"name\":\"a\",\"stream\":\"" + uuid + "\"}]";
      try (EventReader alone = server.follow(path);
          EventReader beside = server.followAll(several)) {
        String id = alone.next().id();
        assertThat(beside.next().data()).isEqualTo("\"a\"\n" + HERS);
        try (EventReader resumed = server.follow(path, "Last-Event-ID: " + id)) {
          assertThat(resumed.block()).containsExactly("retry: 2000");
          assertEndsWithTheToken(resumed);
        }
        assertEndsWithTheToken(alone);
        assertThat(beside.next().name()).isEqualTo("current");
        EventReader.Event end = beside.next();
        assertThat(end.name()).isEqualTo("end");
        assertThat(end.data()).contains("\"type\":\"unauthorized\"");
        assertThat(beside.block()).as("the end").isEmpty();
      }
      try (EventReader late = server.follow(path)) {
        assertThat(late.status()).isEqualTo(404);
      }
    }
  }

  @Test
  void keysAtAnAddress_areKept_andFetchedAnewWithinBounds() throws Exception {
    AtomicInteger fetches = new AtomicInteger();
    AtomicBoolean isDown = new AtomicBoolean();
    HttpServer issuer =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext(
        "/keys",
        exchange -> {
          fetches.incrementAndGet();
          byte[] body = TOKENS.keySet().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(isDown.get() ? 500 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    issuer.start();
    String address = "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys";
    try (TestServer server = server(rules().withJwtKeysUrl(address))) {
      assertThat(myNotes(server, TOKENS.rs256(alice())).body()).isEqualTo(HERS);
      assertThat(myNotes(server, TOKENS.es256(alice())).body()).isEqualTo(HERS);
      assertThat(fetches).hasValue(1);
      String header = "{\"alg\":\"RS256\",\"kid\":\"unknown\"}";
      for (int i = 0; i < 20; i++) {
        String unknown = UserTokens.forged(header, alice(), "A".repeat(342));
        assertThat(myNotes(server, unknown).statusCode()).isEqualTo(401);
      }
      assertThat(fetches.get()).as("whatever clients send").isLessThanOrEqualTo(2);
      isDown.set(true);
      assertThat(myNotes(server, TOKENS.rs256(alice())).body()).isEqualTo(HERS);
    } finally {
      issuer.stop(0);
    }
    try (TestServer server = server(rules().withJwtKeysUrl(address))) {
      HttpResponse<String> answer = myNotes(server, TOKENS.rs256(alice()));
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(TestServer.problem(answer).get("type").asString()).isEqualTo("keys-unavailable");
      assertThat(answer.body()).doesNotContain("127.0.0.1");
    }
  }

  @Test
  void optionsThatWouldTakeTokensForOthers_areRefused() throws Exception {
    SecurityOptions keys =
        SecurityOptions.defaults().withJwtKeysFile(withFile(TOKENS.pem()).jwtKeysFile().get());
    assertNotStarted(keys, "--jwt-issuer");
    assertNotStarted(keys.withJwtIssuer(UserTokens.ISSUER), "--jwt-audience");
    assertNotStarted(SecurityOptions.defaults().withJwtRequired(true), "--jwt-keys-url");
    assertNotStarted(withFile("rubbish"), "neither a JSON web key set nor public keys");
    assertNotStarted(withFile("{\"keys\":5}"), "jwt-keys-file");
    assertThatThrownBy(() -> ServerOptions.parse("--jwt-keys-url=http://issuer.example/keys"))
        .hasMessageContaining("https://");
    try (TestServer server = new TestServer(new NotesService(), ServerOptions.defaults())) {
      HttpResponse<String> answer = myNotes(server, TOKENS.rs256(alice()));
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).contains("--jwt-keys-url");
    }
  }

  private static void assertNotStarted(SecurityOptions security, String why) {
    ServerOptions options = ServerOptions.defaults().withPorts(0, 0).withSecurity(security);
    assertThatThrownBy(() -> SkipServer.start(new NotesService(), options).close())
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining(why);
  }
}
