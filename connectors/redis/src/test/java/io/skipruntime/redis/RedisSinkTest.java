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
import io.skipruntime.ExternalResource;
import io.skipruntime.connect.shared.NumbersService;
import io.skipruntime.connect.shared.RunningServer;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.followed.Followed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

/** What is special about hashes and streams as targets. */
final class RedisSinkTest {

  private static final String KEY = "numbers";
  private static final int ROUNDS = 200;

  @RegisterExtension
  static final RunningServer<RedisServer> server = new RunningServer<>(RedisServer::launch);

  private final List<ServiceInstance> started = new ArrayList<>();
  private Jedis redis = new Jedis();

  @BeforeEach
  void connect() {
    redis = server.get().connect();
    redis.flushAll();
  }

  @AfterEach
  void close() {
    started.forEach(ServiceInstance::close);
    redis.close();
  }

  private ServiceInstance start(RedisSink sink) {
    ServiceInstance service =
        ServiceInstance.start(
            new NumbersService(sink), EngineOptions.defaults().withCloseMillis(500));
    started.add(service);
    return service;
  }

  private static RedisSink hash() {
    return RedisSink.hash(server.get().options(), KEY);
  }

  private static RedisSink stream() {
    return RedisSink.stream(server.get().options(), KEY);
  }

  @Test
  void position_isInTheTransactionOfTheData() throws Exception {
    ServiceInstance service = start(hash());
    put(service, List.of(Entry.of("a", 0L), Entry.of("b", 0L)));
    awaitDelivered(service);
    CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(ServiceReader::differences);
    for (long i = 1; i <= ROUNDS; i++) {
      put(service, List.of(Entry.of("a", i), Entry.of("b", i)));
    }
    awaitDelivered(service);
    assertThat(reader.get()).isEqualTo(0);
    assertThat(redis.hgetAll(KEY))
        .isEqualTo(Map.of("a", Integer.toString(ROUNDS), "b", Integer.toString(ROUNDS)));
    assertThat(redis.hget(KEY + ":skip-position", "position"))
        .isEqualTo(status(service).acknowledged().orElseThrow().toString());
    assertThat(redis.keys("*")).containsExactlyInAnyOrder(KEY, KEY + ":skip-position");
    assertThat(redis.ttl(KEY)).isEqualTo(-1);
  }

  /** A reader of the hash, until it has the last numbers. */
  private static final class ServiceReader {

    /** How often the two numbers that are written together differed. */
    static int differences() {
      int differences = 0;
      try (Jedis reader = server.get().connect()) {
        Map<String, String> seen = Map.of();
        while (!Integer.toString(ROUNDS).equals(seen.get("a"))) {
          seen = reader.hgetAll(KEY);
          differences += Objects.equals(seen.get("a"), seen.get("b")) ? 0 : 1;
        }
      }
      return differences;
    }
  }

  @Test
  void serverThatHasLostItsData_isGivenAll() {
    for (RedisSink sink : List.of(hash(), stream())) {
      redis.flushAll();
      ServiceInstance service = start(sink);
      put(service, "a", 1);
      put(service, "b", 2);
      awaitDelivered(service);
      redis.flushAll();
      put(service, "c", 3);
      awaitDelivered(service);
      assertThat(status(service).written().resyncs()).isEqualTo(2);
      long rows = sink.toString().contains("stream") ? redis.xlen(KEY) : redis.hlen(KEY);
      assertThat(rows).isEqualTo(3);
    }
  }

  @Test
  void manyEntries_areWritten_inAResyncAndInABatch() {
    ServiceInstance service = start(hash());
    put(service, many(3_000, 1));
    awaitDelivered(service);
    assertThat(redis.hlen(KEY)).isEqualTo(3_000);
    put(service, many(2_000, 2));
    awaitDelivered(service);
    service.sinks().resync("numbers");
    until(service, () -> status(service).written().resyncs() > 1);
    awaitDelivered(service);
    assertThat(redis.hvals(KEY).stream().filter("2"::equals).count()).isEqualTo(2_000);
    assertThat(redis.hlen(KEY)).isEqualTo(3_000);
  }

  private static List<Entry<String, Long>> many(int count, long number) {
    List<Entry<String, Long>> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(Entry.of("k" + i, number));
    }
    return entries;
  }

  @Test
  void stream_hasARecordForEachChange_thatASourceReads() throws Exception {
    ServiceInstance service = start(stream());
    put(service, "a", 1);
    put(service, "b", 2);
    awaitDelivered(service);
    delete(service, "a");
    awaitDelivered(service);
    Map<String, String> last = redis.xrevrange(KEY, "+", "-", 1).getFirst().getFields();
    assertThat(last)
        .isEqualTo(
            Map.of(
                "key", "a", "position", status(service).acknowledged().orElseThrow().toString()));
    long length = redis.xlen(KEY);
    service.sinks().resync("numbers");
    until(service, () -> status(service).written().resyncs() > 1);
    awaitDelivered(service);
    assertThat(redis.xlen(KEY)).as("a resync adds what differs").isEqualTo(length);
    try (Followed followed =
        new Followed(
            new RedisService(server.get().options(), Map.of("rows", StreamTable.of(KEY))),
            ExternalResource.of("redis", "rows", String.class, Long.class))) {
      followed.becomes("rows", "\"b\"=2");
    }
  }

  @Test
  void maxLength_letsTheServerTrim() {
    ServiceInstance service = start(stream().withMaxLength(100));
    for (long i = 0; i < 10; i++) {
      put(service, many(100, i));
      awaitDelivered(service);
    }
    assertThat(redis.xlen(KEY)).isBetween(100L, 300L);
    assertThatThrownBy(() -> hash().withMaxLength(100)).hasMessageContaining("stream");
    assertThatThrownBy(() -> stream().withMaxLength(0)).hasMessageContaining("at least 1");
  }

  @Test
  void severalValues_areRefused_andTheKeyIsGone() {
    ServiceInstance service = start(hash());
    put(service, "a", 1);
    put(service, "b", 2);
    awaitDelivered(service);
    put(service, List.of(new Entry<>("a", List.of(1L, 2L))));
    awaitDelivered(service);
    assertThat(redis.hgetAll(KEY)).isEqualTo(Map.of("b", "2"));
    assertThat(status(service).refused().toString()).contains("2 values");
  }

  @Test
  void keyOfAnotherType_isLeftAsItIs_andSaid() {
    redis.set(KEY, "precious");
    ServiceInstance service = start(hash());
    put(service, "a", 1);
    awaitReason(service, "the key numbers is a string, and the sink writes a hash");
    assertThat(redis.get(KEY)).isEqualTo("precious");
    redis.del(KEY);
    awaitDelivered(service);
    assertThat(redis.hgetAll(KEY)).isEqualTo(Map.of("a", "1"));
  }

  @Test
  void commandThatFailsInATransaction_isNotTakenForWritten() {
    ServiceInstance service = start(stream());
    put(service, "a", 1);
    awaitDelivered(service);
    redis.sendCommand(
        Protocol.Command.XADD,
        KEY,
        "18446744073709551615-18446744073709551615",
        "key",
        "last",
        "value",
        "0");
    put(service, "b", 2);
    awaitReason(service, "exhausted");
    redis.del(KEY);
    awaitDelivered(service);
    assertThat(redis.xrange(KEY, "-", "+"))
        .extracting(each -> each.getFields().get("key"))
        .containsExactly("a", "b");
  }
}
