package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.skipruntime.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resources that take a principal get the one that the token proves, and no other. */
final class PrincipalTest {

  @TempDir private Path directory = Path.of("");

  private static RSAKey rsa(String identifier) throws Exception {
    return new RSAKeyGenerator(2048).keyID(identifier).generate();
  }

  private static JWTClaimsSet.Builder claims(String subject) {
    return new JWTClaimsSet.Builder()
        .subject(subject)
        .issuer("https://issuer.example.org")
        .audience("skip")
        .claim("team", "red")
        .jwtID(String.valueOf(System.nanoTime()))
        .expirationTime(Date.from(Instant.now().plusSeconds(600)));
  }

  private static String signed(JWSHeader header, JWTClaimsSet claims, JWSSigner signer)
      throws Exception {
    SignedJWT token = new SignedJWT(header, claims);
    token.sign(signer);
    return token.serialize();
  }

  private static String token(RSAKey key, JWTClaimsSet claims) throws Exception {
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build();
    return signed(header, claims, new RSASSASigner(key));
  }

  private String keySetFile(RSAKey... keys) throws Exception {
    Path file = directory.resolve("keys.json");
    String text = new JWKSet(java.util.List.of(keys)).toString(true);
    return Files.writeString(file, text).toString();
  }

  private static TestServer server(String keys) {
    return new TestServer(
        ServerOptions.defaults()
            .withPrincipals(
                PrincipalOptions.defaults()
                    .withKeys(keys)
                    .withIssuer("https://issuer.example.org")
                    .withAudience("skip")
                    .withClaims(Set.of("team", "absent"))));
  }

  private static HttpResponse<String> read(
      TestServer server, String resource, String body, String token) {
    return server.send(
        HttpRequest.newBuilder(server.control("/v1/snapshot/" + resource))
            .header("Content-Type", "application/json")
            .header(Principals.HEADER, token)
            .method("POST", BodyPublishers.ofString(body)));
  }

  private static void unauthorized(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
    assertThat(TestServer.problem(response).get("type").asString()).isEqualTo("unauthorized");
  }

  @Test
  void resource_isThatOfTheTokensSubject() throws Exception {
    RSAKey key = rsa("a");
    try (TestServer server = server(keySetFile(key))) {
      String bob = token(key, claims("0").build());
      String alice = token(key, claims("1").build());
      assertThat(read(server, "own_friends", "{}", bob).body())
          .isEqualTo(server.post("/v1/snapshot/active_friends", "0").body())
          .isNotEqualTo(read(server, "own_friends", "{}", alice).body());
      assertThat(read(server, "who", "{\"greeting\":\"hello \"}", bob).body())
          .isEqualTo("[[\"hello 0\",[{\"team\":\"red\"}]]]");
      assertThat(server.post("/v1/snapshot/who", "{\"greeting\":\"hello \"}").body())
          .isEqualTo("[[\"hello nobody\",[null]]]");
      HttpResponse<String> lookup =
          read(server, "own_friends/lookup", "{\"key\":1001,\"params\":{}}", bob);
      assertThat(lookup.body()).isEqualTo("[1]");
    }
  }

  @Test
  void tokensOfOneSubject_shareAnInstance() throws Exception {
    RSAKey key = rsa("a");
    try (TestServer server = server(keySetFile(key))) {
      read(server, "own_friends", "{}", token(key, claims("0").build()));
      read(server, "own_friends", "{}", token(key, claims("0").build()));
      read(server, "own_friends", "{}", token(key, claims("1").build()));
      assertThat(server.metric("skip_instances{resource=\"own_friends\"}")).isEqualTo(2);
    }
  }

  @Test
  void stream_takesTheTokenOfItsRequest() throws Exception {
    RSAKey key = rsa("a");
    try (TestServer server = server(keySetFile(key))) {
      String bearer = "Authorization: Bearer " + token(key, claims("0").build());
      try (EventReader events = server.follow("/v1/resources/own_friends", bearer)) {
        assertThat(events.next().data()).isEqualTo("[[1001,[1]]]");
      }
      unauthorized(server.get(server.streaming("/v1/resources/own_friends")));
      unauthorized(
          server.get(
              server.streaming(
                  "/v1/resources/own_friends?params={}".replace("{", "%7B").replace("}", "%7D"))));
      unauthorized(server.post("/v1/streams/own_friends", "{}"));
    }
  }

  @Test
  void principal_cannotBeGiven() throws Exception {
    RSAKey key = rsa("a");
    try (TestServer server = server(keySetFile(key))) {
      String token = token(key, claims("0").build());
      String forged = "{\"principal\":{\"subject\":\"1\",\"claims\":{}}}";
      HttpResponse<String> response = read(server, "own_friends", forged, token);
      assertThat(response.statusCode()).isEqualTo(422);
      JsonObject problem = TestServer.problem(response);
      assertThat(problem.get("errors").asArray().get(0).asObject().get("pointer").asString())
          .isEqualTo("/principal");
      String query = "?principal=" + "%7B%22subject%22%3A%221%22%2C%22claims%22%3A%7B%7D%7D";
      assertThat(server.get(server.streaming("/v1/resources/own_friends" + query)).statusCode())
          .isEqualTo(422);
      assertThat(read(server, "who", "{\"greeting\":\"x\",\"principal\":null}", token).statusCode())
          .isEqualTo(422);
    }
  }

  @Test
  void tokenThatProvesNothing_isRefused() throws Exception {
    RSAKey key = rsa("a");
    try (TestServer server = server(keySetFile(key))) {
      unauthorized(server.post("/v1/snapshot/own_friends", "{}"));
      unauthorized(read(server, "own_friends", "{}", "nonsense"));
      unauthorized(read(server, "own_friends", "{}", token(rsa("a"), claims("0").build())));
      unauthorized(read(server, "own_friends", "{}", token(rsa("b"), claims("0").build())));
      unauthorized(
          read(server, "own_friends", "{}", new PlainJWT(claims("0").build()).serialize()));
      unauthorized(
          read(server, "own_friends", "{}", token(key, claims("0").issuer("other").build())));
      unauthorized(
          read(server, "own_friends", "{}", token(key, claims("0").audience("other").build())));
      Date past = Date.from(Instant.now().minusSeconds(600));
      unauthorized(
          read(server, "own_friends", "{}", token(key, claims("0").expirationTime(past).build())));
      unauthorized(
          read(server, "own_friends", "{}", token(key, claims("0").expirationTime(null).build())));
      Date future = Date.from(Instant.now().plusSeconds(300));
      unauthorized(
          read(server, "own_friends", "{}", token(key, claims("0").notBeforeTime(future).build())));
      String good = token(key, claims("0").build());
      unauthorized(read(server, "own_friends", "{}", good.substring(0, good.length() - 4)));
    }
  }

  @Test
  void publicKeyAsASecret_signsNothing() throws Exception {
    RSAKey key = rsa("a");
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("a").build();
    byte[] secret = key.toRSAPublicKey().getEncoded();
    String forged = signed(header, claims("0").build(), new MACSigner(secret));
    try (TestServer server = server(keySetFile(key))) {
      unauthorized(read(server, "own_friends", "{}", forged));
    }
    try (TestServer server = server(pem(secret))) {
      unauthorized(read(server, "own_friends", "{}", forged));
    }
  }

  private String pem(byte[] key) throws Exception {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
    return Files.writeString(
            directory.resolve("key.pem"),
            "-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----\n")
        .toString();
  }

  @Test
  void pemKeys_areTaken_ofBothKinds() throws Exception {
    RSAKey rsa = rsa("any");
    try (TestServer server = server(pem(rsa.toRSAPublicKey().getEncoded()))) {
      String token = token(rsa, claims("0").build());
      assertThat(read(server, "own_friends", "{}", token).statusCode()).isEqualTo(200);
    }
    ECKey curve = new ECKeyGenerator(Curve.P_256).generate();
    try (TestServer server = server(pem(curve.toECPublicKey().getEncoded()))) {
      String token =
          signed(new JWSHeader(JWSAlgorithm.ES256), claims("0").build(), new ECDSASigner(curve));
      assertThat(read(server, "own_friends", "{}", token).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void keysOfAnAddress_areAskedForAgain_whenATokenNamesAnother() throws Exception {
    RSAKey first = rsa("first");
    RSAKey second = rsa("second");
    AtomicReference<String> served = new AtomicReference<>(new JWKSet(first).toString(true));
    HttpServer issuer =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext(
        "/keys",
        exchange -> {
          byte[] body = String.valueOf(served.get()).getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    issuer.start();
    try (TestServer server =
        server("http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys")) {
      String old = token(first, claims("0").build());
      assertThat(read(server, "own_friends", "{}", old).statusCode()).isEqualTo(200);
      served.set(new JWKSet(second).toString(true));
      String next = token(second, claims("0").build());
      assertThat(read(server, "own_friends", "{}", next).statusCode()).isEqualTo(200);
      unauthorized(read(server, "own_friends", "{}", old));
    } finally {
      issuer.stop(0);
    }
  }

  @Test
  void keysThatCannotBeHad_areToldAtTheStart() {
    assertThatThrownBy(() -> server(directory.resolve("none").toString()))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("principal-keys");
    assertThatThrownBy(() -> server("http://keys.example.org/keys"))
        .isInstanceOf(ServerStartException.class);
  }

  @Test
  void serverWithoutKeys_refusesWhatNeedsAPrincipal() {
    try (TestServer server = new TestServer()) {
      HttpResponse<String> response = read(server, "own_friends", "{}", "token");
      unauthorized(response);
      assertThat(TestServer.problem(response).get("detail").asString()).contains("principal-keys");
    }
  }
}
