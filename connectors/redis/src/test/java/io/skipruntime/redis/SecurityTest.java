package io.skipruntime.redis;

import static io.skipruntime.connect.shared.NumbersService.awaitDelivered;
import static io.skipruntime.connect.shared.NumbersService.awaitReason;
import static io.skipruntime.connect.shared.NumbersService.delete;
import static io.skipruntime.connect.shared.NumbersService.put;
import static io.skipruntime.connect.shared.NumbersService.status;
import static io.skipruntime.connect.shared.NumbersService.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.SkipService;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.connect.shared.NumbersService;
import io.skipruntime.connect.shared.ServerCertificate;
import io.skipruntime.engine.ServiceInstance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** Sources and sinks of a server that asks for TLS, a password and rights. */
final class SecurityTest {

  private static final String PASSWORD = "a-hushed-word";

  @TempDir static Path files;

  private static ServerCertificate certificate;
  private static RedisServer server;

  private final List<ServiceInstance> started = new ArrayList<>();

  /** What docs/redis.md says that a source and a sink need, and no more. */
  @BeforeAll
  static void launchAndGrant() throws Exception {
    certificate = ServerCertificate.in(files, "127.0.0.1");
    server =
        RedisServer.launch(
            "--port",
            "0",
            "--tls-port",
            "PORT",
            "--tls-cert-file",
            certificate.chain().toString(),
            "--tls-key-file",
            certificate.key().toString(),
            "--tls-auth-clients",
            "no");
    try (Jedis redis = connect()) {
      redis.aclSetUser(
          "ann",
          "on",
          ">" + PASSWORD,
          "~shop:orders",
          "+multi",
          "+exec",
          "+xinfo|stream",
          "+xrange",
          "+xread",
          "+client|setname",
          "+select");
      redis.aclSetUser("bob", "on", ">" + PASSWORD, "~shop:amounts", "~shop:amounts:*");
      redis.aclSetUser(
          "bob",
          ("+multi +exec +watch +type +hmget +hset +hdel +unlink +rename +persist +pexpire +xadd"
                  + " +xrange +client|setname +select")
              .split(" "));
    }
  }

  @AfterAll
  static void end() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  @AfterEach
  void close() {
    started.forEach(ServiceInstance::close);
  }

  private static Jedis connect() {
    return new Jedis(
        new HostAndPort("127.0.0.1", server.port()),
        DefaultJedisClientConfig.builder()
            .ssl(true)
            .sslSocketFactory(certificate.trusting().getSocketFactory())
            .build());
  }

  private static RedisOptions options(String user, String password) {
    return OrdersService.secured(server.address(), user, password, certificate.trusting())
        .withCheckMillis(50)
        .withMaxRetryMillis(100);
  }

  private ServiceInstance start(SkipService<?, ?> service) {
    ServiceInstance instance = ServiceInstance.start(service);
    started.add(instance);
    return instance;
  }

  private ServiceInstance writing(RedisOptions options, boolean isStream) {
    return start(
        new NumbersService(
            isStream
                ? RedisSink.stream(options, "shop:amounts")
                : RedisSink.hash(options, "shop:amounts")));
  }

  @Test
  void source_worksWithTheRightsThatTheDocumentNames() {
    try (Jedis redis = connect()) {
      redis.xadd(
          "shop:orders",
          StreamEntryID.NEW_ENTRY,
          Map.of("key", "o1", "value", "{\"customer\":\"ann\",\"amount\":10}"));
    }
    ServiceInstance service = start(new OrdersService(options("ann", PASSWORD)));
    assertThat(service.<String, Long>getAll("amounts")).containsExactly(Entry.of("ann", 10L));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sink_worksWithTheRightsThatTheDocumentNames(boolean isStream) {
    try (Jedis redis = connect()) {
      redis.del("shop:amounts", "shop:amounts:skip-position");
      ServiceInstance service = writing(options("bob", PASSWORD), isStream);
      put(service, List.of(Entry.of("a", 1L), Entry.of("b", 1L)));
      awaitDelivered(service);
      delete(service, "a");
      awaitDelivered(service);
      service.sinks().resync("numbers");
      until(service, () -> status(service).written().resyncs() > 1);
      awaitDelivered(service);
      assertThat(redis.exists("shop:amounts")).isTrue();
      assertThat(status(service).written().failures()).isEqualTo(0);
    }
  }

  @Test
  void rightThatIsMissing_isSaid_withTheRightsThatAreNeeded() {
    assertThatThrownBy(() -> start(new OrdersService(options("bob", PASSWORD))).getAll("amounts"))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining("ACL SETUSER");
    awaitReason(writing(options("ann", PASSWORD), false), "ACL SETUSER");
  }

  @Test
  void wrongPassword_isSaid_andNotShown() {
    isRefused(options("ann", "another-hushed-word"), "Redis refuses the credentials");
  }

  @Test
  void serverThatIsNotTrusted_isSaid() {
    isRefused(
        RedisOptions.of("rediss://ann:" + PASSWORD + "@" + server.address()), "certification path");
  }

  @Test
  void certificateOfAnotherHost_isRefused() {
    isRefused(
        RedisOptions.of("127.0.0.2:" + server.port())
            .withTls(certificate.trusting())
            .withCredentials("ann", PASSWORD),
        "127.0.0.2");
  }

  private void isRefused(RedisOptions options, String why) {
    assertThatThrownBy(() -> start(new OrdersService(options)).getAll("amounts"))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("hushed");
    ServiceInstance service = writing(options, false);
    awaitReason(service, why);
    assertThat(status(service).reason().orElseThrow()).doesNotContain("hushed");
  }
}
