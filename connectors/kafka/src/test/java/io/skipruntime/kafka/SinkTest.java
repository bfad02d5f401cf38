package io.skipruntime.kafka;

import static io.skipruntime.kafka.NumbersService.awaitDelivered;
import static io.skipruntime.kafka.NumbersService.put;
import static io.skipruntime.kafka.NumbersService.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.SinkStatus;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.journal.Persistence;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics that follow a resource, with and without transactions. */
@ExtendWith(SharedCluster.class)
final class SinkTest {

  private final Cluster cluster;
  private final List<ServiceInstance> started = new ArrayList<>();

  @TempDir private Path directory = Path.of("");

  SinkTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @AfterEach
  void close() {
    started.forEach(ServiceInstance::close);
  }

  private KafkaSink sink(String topic, boolean isTransactional) {
    KafkaSink sink = KafkaSink.of(cluster.options(), topic);
    return isTransactional ? sink.withTransactions() : sink;
  }

  private ServiceInstance start(KafkaSink sink, EngineOptions options) {
    ServiceInstance service =
        ServiceInstance.start(
            new NumbersService("numbers-of-" + sink.topic(), sink), options.withCloseMillis(500));
    started.add(service);
    return service;
  }

  private ServiceInstance start(KafkaSink sink) {
    return start(sink, EngineOptions.defaults());
  }

  private ServiceInstance resume(KafkaSink sink) {
    return start(
        sink,
        EngineOptions.defaults()
            .withPersistence(Persistence.in(directory).withProgramVersion("1")));
  }

  private void hasRows(ServiceInstance service, String topic, String rows) throws Exception {
    awaitDelivered(service);
    assertThat(Fold.rows(cluster, topic)).isEqualTo(rows);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String header(ConsumerRecord<byte[], byte[]> each, String name) {
    Header found = each.headers().lastHeader(name);
    assertThat(found).as(name).isNotNull();
    return text(found.value());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void topic_isTheResource_andGoesOnAfterARestart(boolean isTransactional) throws Exception {
    String topic = cluster.compacted(3);
    cluster.send(topic, "of another", "1");
    KafkaSink sink = sink(topic, isTransactional);
    try (ServiceInstance service = resume(sink)) {
      put(service, "a", 1L);
      put(service, "b", 2L);
      put(service, "c", 3L);
      awaitDelivered(service);
      put(service, "a");
      put(service, "b", 4L);
      hasRows(service, topic, "\"b\"=4 \"c\"=3");
    }
    int before = Fold.records(cluster, topic).size();
    try (ServiceInstance service = resume(sink)) {
      put(service, "d", 5L);
      hasRows(service, topic, "\"b\"=4 \"c\"=3 \"d\"=5");
      assertThat(status(service).written().resyncs()).isZero();
    }
    assertThat(Fold.records(cluster, topic)).hasSize(before + 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void serviceWithoutPersistence_writesWhatDiffers_afterARestart(boolean isTransactional)
      throws Exception {
    String topic = cluster.compacted(2);
    KafkaSink sink = sink(topic, isTransactional);
    ServiceInstance first = start(sink);
    first.update("numbers", List.of(Entry.of("a", 1L), Entry.of("b", 2L), Entry.of("c", 3L)));
    hasRows(first, topic, "\"a\"=1 \"b\"=2 \"c\"=3");
    first.close();
    int before = Fold.records(cluster, topic).size();
    List<Entry<String, Long>> next = List.of(Entry.of("a", 1L), Entry.of("b", 5L));
    ServiceInstance second = start(sink);
    second.update("numbers", next);
    hasRows(second, topic, "\"a\"=1 \"b\"=5");
    assertThat(Fold.records(cluster, topic).size()).isBetween(before + 2, before + 5);
    int settled = Fold.records(cluster, topic).size();
    second.sinks().resync("numbers-of-" + topic);
    Cluster.until(() -> status(second).written().resyncs() == 2);
    assertThat(Fold.records(cluster, topic)).hasSize(settled);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void records_sayWhichStateTheyAreOf(boolean isTransactional) throws Exception {
    String topic = cluster.compacted(1);
    ServiceInstance service = start(sink(topic, isTransactional));
    put(service, "a", 1L);
    awaitDelivered(service);
    put(service, "a", 2L);
    awaitDelivered(service);
    List<ConsumerRecord<byte[], byte[]>> records = Fold.records(cluster, topic);
    ConsumerRecord<byte[], byte[]> last = records.getLast();
    assertThat(header(last, "skip-epoch") + "/" + header(last, "skip-tick"))
        .isEqualTo(status(service).acknowledged().orElseThrow().toString());
    assertThat(records)
        .extracting(each -> Long.parseLong(header(each, "skip-tick")))
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void keysAndValues_areOfTheFormatsThatAreGiven() throws Exception {
    String topic = cluster.compacted(1);
    KafkaSink sink = sink(topic, true).withValues(Formats.longs());
    ServiceInstance service = start(sink);
    put(service, "a", 258L);
    awaitDelivered(service);
    ConsumerRecord<byte[], byte[]> record = Fold.records(cluster, topic).getLast();
    assertThat(record.key()).isEqualTo(Cluster.bytes("a"));
    assertThat(record.value()).containsExactly(0, 0, 0, 0, 0, 0, 1, 2);
    String other = cluster.compacted(1);
    ServiceInstance refused = start(sink(other, true).withKeys(Formats.longs()));
    put(refused, "a", 1L);
    awaitDelivered(refused);
    assertThat(status(refused).refused().first())
        .containsExactly(
            new SinkStatus.Refused("\"a\"", "the key: it is no whole number of 64 bits"));
    assertThat(Fold.records(cluster, other)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void keysWithoutUsableRecord_areRefused_andDoNotStopOthers(boolean isTransactional)
      throws Exception {
    String topic =
        cluster.topic(1, Map.of("cleanup.policy", "compact", "max.message.bytes", "100000"));
    ServiceInstance service = start(sink(topic, isTransactional).withKeys(Formats.json()));
    put(service, "b", 3L);
    awaitDelivered(service);
    service.update(
        "numbers",
        List.of(
            new Entry<>("a", List.of(1L, 2L)),
            Entry.of("broker".repeat(20_000), 1L),
            Entry.of("client".repeat(200_000), 1L),
            Entry.of("c", 4L)));
    hasRows(service, topic, "\"\"b\"\"=3 \"\"c\"\"=4");
    assertThat(status(service).refused().count()).isEqualTo(3);
    assertThat(status(service).written().failures()).isZero();
    put(service, "a", 1L);
    hasRows(service, topic, "\"\"a\"\"=1 \"\"b\"\"=3 \"\"c\"\"=4");
    assertThat(status(service).refused().count()).isEqualTo(2);
    put(service, "b");
    put(service, "c", 1L, 2L);
    hasRows(service, topic, "\"\"a\"\"=1");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void recordThatIsTooLarge_isRefusedAlone_whileOthersWaitToBeSent(boolean isTransactional)
      throws Exception {
    String topic = cluster.compacted(1);
    KafkaSink sink = KafkaSink.of(cluster.options().withProperty("linger.ms", "500"), topic);
    ServiceInstance service = start(isTransactional ? sink.withTransactions() : sink);
    String tooLarge = "k".repeat(2_000_000);
    service.update(
        "numbers", List.of(Entry.of("a", 1L), Entry.of(tooLarge, 2L), Entry.of("z", 3L)));
    hasRows(service, topic, "\"a\"=1 \"z\"=3");
    assertThat(status(service).refused().first())
        .singleElement()
        .satisfies(refused -> assertThat(refused.key()).contains(tooLarge));
  }

  @Test
  void recordsOfAbortedTransactions_areNotSeen() throws Exception {
    String topic =
        cluster.topic(1, Map.of("cleanup.policy", "compact", "max.message.bytes", "100000"));
    ServiceInstance service = start(sink(topic, true));
    awaitDelivered(service);
    service.update(
        "numbers",
        List.of(Entry.of("a", 1L), Entry.of("b", 2L), Entry.of("x".repeat(120_000), 1L)));
    awaitDelivered(service);
    assertThat(Fold.records(cluster, topic))
        .extracting(each -> text(each.key()))
        .containsExactly("a", "b");
    assertThat(Fold.uncommitted(cluster, topic)).hasSizeGreaterThan(2);
  }

  @Test
  void topic_isMade_ifThatIsAskedFor() throws Exception {
    String topic = "made-by-a-sink";
    KafkaSink sink = sink(topic, true);
    ServiceInstance service = start(sink);
    Cluster.until(() -> status(service).reason().isPresent());
    assertThat(status(service).reason().orElseThrow())
        .startsWith("there is no topic " + topic)
        .contains("--config cleanup.policy=compact");
    service.close(); // or it would take the topic over as soon as that is there
    ServiceInstance creating = start(sink.creatingTopic(3, 1));
    put(creating, "a", 1L);
    hasRows(creating, topic, "\"a\"=1");
    assertThat(cluster.setting(topic, "cleanup.policy")).isEqualTo("compact");
    assertThat(cluster.setting(topic + "-skip-position", "cleanup.policy")).isEqualTo("compact");
    assertThat(cluster.partitions(topic)).isEqualTo(3);
    assertThatThrownBy(() -> sink.creatingTopic(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void topicThatIsNotCompacted_isRefused_unlessThatIsAllowed() throws Exception {
    String topic = cluster.topic(1, Map.of());
    KafkaSink sink = sink(topic, false);
    ServiceInstance service = start(sink);
    Cluster.until(() -> status(service).reason().isPresent());
    assertThat(status(service).reason().orElseThrow())
        .contains("cleanup.policy of " + topic + " is delete", "--add-config");
    ServiceInstance allowing = start(sink.allowingDeletion());
    put(allowing, "a", 1L);
    hasRows(allowing, topic, "\"a\"=1");
    cluster.set(topic, "cleanup.policy", "compact");
    put(service, "b", 2L);
    hasRows(service, topic, "\"b\"=2");
  }

  @Test
  void rightsThatAreMissing_areNamed_withWhatGivesThem() throws Exception {
    String topic = cluster.compacted(1);
    cluster.rule(topic, AclOperation.DESCRIBE, AclPermissionType.ALLOW);
    cluster.rule(topic, AclOperation.WRITE, AclPermissionType.DENY);
    ServiceInstance service = start(sink(topic, false));
    Cluster.until(() -> status(service).reason().isPresent());
    assertThat(status(service).reason().orElseThrow())
        .contains("lacks the right Write", "--operation Write", "--topic " + topic);
  }

  @Test
  void secrets_areNotShown_inTheStatusOfASink() throws Exception {
    KafkaOptions options =
        cluster
            .options()
            .withProperty("security.protocol", "SASL_PLAINTEXT")
            .withProperty("sasl.mechanism", "PLAIN")
            .withSecret("sasl.jaas.config", "no module with a hushed word");
    ServiceInstance service = start(KafkaSink.of(options, "any"));
    Cluster.until(() -> status(service).reason().isPresent());
    assertThat(status(service).toString()).contains("properties").doesNotContain("hushed");
    assertThat(KafkaSink.of(options, "any").toString()).doesNotContain("hushed");
  }
}
