package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StreamAccessTest {

  private static final String SECRET = "a secret of thirty-two characters or more";
  private static final long NOW_SECONDS = 1_800_000_000;

  @TempDir private Path directory;
  private final AtomicLong seconds = new AtomicLong(NOW_SECONDS);

  private ServerOptions with(SecurityOptions security) {
    return ServerOptions.defaults()
        .withEngine(
            EngineOptions.defaults()
                .withClock(() -> Instant.ofEpochSecond(seconds.get()))
                .withIdleMillis(1_000_000_000))
        .withSecurity(security.withStreamTokenMillis(60_000));
  }

  private ServerOptions withTokens() {
    return with(SecurityOptions.defaults().withStreamTokenSecret(SECRET));
  }

  /** What a backend in another language would compute. */
  private static String tokenByHand(String secret, String path, long expiry) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] signature =
        mac.doFinal(("skip-stream/1\n" + expiry + "\n" + path).getBytes(StandardCharsets.UTF_8));
    return expiry + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private static int status(TestServer server, String path, String... headers) {
    try (EventReader events = server.follow(path, headers)) {
      return events.status();
    }
  }

  @Test
  void identifierThatIsReturned_carriesThePermission() {
    try (TestServer server = new TestServer(withTokens())) {
      HttpResponse<String> opened = server.post("/v1/streams/texts", "{}");
      assertThat(opened.body()).matches("[0-9a-f-]{36}\\?token=\\d+\\.[A-Za-z0-9_-]{43}");
      String uuid = opened.body().substring(0, 36);
      String token = opened.headers().firstValue("Skip-Stream-Token").orElseThrow();

      assertThat(status(server, "/v1/streams/" + opened.body())).isEqualTo(200);
      assertThat(status(server, "/v1/streams/" + uuid, "Skip-Stream-Token: " + token))
          .isEqualTo(200);
      HttpResponse<String> refused = server.get(server.streaming("/v1/streams/" + uuid));
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(TestServer.problem(refused).get("type").asString()).isEqualTo("unauthorized");
      assertThat(refused.headers().firstValue("WWW-Authenticate"))
          .hasValue("Skip-Stream-Token realm=\"skip\"");

      assertThat(server.delete("/v1/streams/" + opened.body()).statusCode())
          .as("clients that know nothing of tokens close by the same identifier")
          .isEqualTo(200);
    }
  }

  @Test
  void permission_isForOneStream_andForATime() {
    try (TestServer server = new TestServer(withTokens())) {
      String first = server.openStream("texts", "{}");
      String second = server.openStream("texts", "{}");
      String tokenOfSecond = second.substring(second.indexOf('?'));
      String uuid = first.substring(0, 36);
      String token = first.substring(first.indexOf('=') + 1);
      String signature = token.substring(token.indexOf('.'));

      for (String wrong :
          List.of(
              tokenOfSecond,
              "?token=",
              "?token=.",
              "?token=x.y",
              "?token=" + (NOW_SECONDS + 1_000_000) + signature,
              "?token=99999999999999999999" + signature,
              "?token=" + token.substring(0, token.length() - 2),
              "?token=" + token + "%00")) {
        assertThat(status(server, "/v1/streams/" + uuid + wrong)).as(wrong).isEqualTo(401);
      }
      try (EventReader events = server.follow("/v1/streams/" + first)) {
        seconds.addAndGet(61);
        assertThat(status(server, "/v1/streams/" + first)).isEqualTo(401);
        assertThat(events.next().name()).as("who follows goes on").isEqualTo("init");
        server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");
        assertThat(events.next().data()).isEqualTo("[[\"a\",[\"x\"]]]");
      }
    }
  }

  @Test
  void permissionMadeElsewhere_isGood() throws Exception {
    try (TestServer server = new TestServer(withTokens())) {
      String uuid = server.openStream("texts", "{}").substring(0, 36);
      long soon = NOW_SECONDS + 10;
      String token = tokenByHand(SECRET, "/v1/streams/" + uuid, soon);
      assertThat(status(server, "/v1/streams/" + uuid + "?token=" + token)).isEqualTo(200);

      String ofResource = tokenByHand(SECRET, "/v1/resources/active_friends?params=0", soon);
      String path = "/v1/resources/active_friends?params=";
      assertThat(status(server, path + "0&token=" + ofResource)).isEqualTo(200);
      assertThat(status(server, path + "1&token=" + ofResource)).isEqualTo(401);
      assertThat(status(server, path + "0")).isEqualTo(401);
      assertThat(status(server, path + "0&more=1&token=" + ofResource)).isEqualTo(401);
      String bare = tokenByHand(SECRET, "/v1/resources/texts", soon);
      assertThat(status(server, "/v1/resources/texts?token=" + bare)).isEqualTo(200);
    }
  }

  @Test
  void secretsOfAFile_areReplacedOneAfterTheOther() throws Exception {
    String newer = "another secret of thirty-two characters";
    Path file = Files.writeString(directory.resolve("secrets"), newer + "\n" + SECRET + "\n");
    SecurityOptions security =
        SecurityOptions.defaults().withStreamTokenSecretFile(file.toString());
    try (TestServer server = new TestServer(with(security))) {
      String opened = server.openStream("texts", "{}");
      String path = "/v1/streams/" + opened.substring(0, 36);
      String token = opened.substring(opened.indexOf('=') + 1);
      assertThat(token).isEqualTo(tokenByHand(newer, path, NOW_SECONDS + 61));
      String old = tokenByHand(SECRET, path, NOW_SECONDS + 61);
      assertThat(status(server, path + "?token=" + old)).isEqualTo(200);
    }
  }

  @Test
  void withoutSecret_streamsAreAsBefore() {
    try (TestServer server = new TestServer()) {
      HttpResponse<String> opened = server.post("/v1/streams/texts", "{}");
      assertThat(opened.body()).matches("[0-9a-f-]{36}");
      assertThat(opened.headers().firstValue("Skip-Stream-Token")).isEmpty();
    }
  }
}
