package io.skipruntime.nats;

import static io.skipruntime.connect.shared.NumbersService.awaitDelivered;
import static io.skipruntime.connect.shared.NumbersService.awaitReason;
import static io.skipruntime.connect.shared.NumbersService.put;
import static io.skipruntime.connect.shared.NumbersService.status;
import static io.skipruntime.connect.shared.NumbersService.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.KeyValue;
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
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is special about buckets as targets. */
final class NatsSinkTest {

  @RegisterExtension
  static final RunningServer<NatsServer> server = new RunningServer<>(NatsServer::launch);

  private final List<ServiceInstance> started = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    started.forEach(ServiceInstance::close);
    server.get().clear();
  }

  private ServiceInstance start(NatsSink sink) {
    ServiceInstance service =
        ServiceInstance.start(
            new NumbersService(sink), EngineOptions.defaults().withCloseMillis(500));
    started.add(service);
    return service;
  }

  private static NatsSink sink() {
    return NatsSink.of(server.get().options(), "numbers");
  }

  @Test
  void bucketThatIsMissing_isSaid_andMadeIfThatIsWanted() throws Exception {
    ServiceInstance waiting = start(sink());
    put(waiting, "a", 1);
    awaitReason(waiting, "nats kv add numbers");
    waiting.close(); // it would take the bucket over
    ServiceInstance service = start(sink().creatingBucket(1));
    put(service, "a", 1);
    awaitDelivered(service);
    assertThat(new Bucket(server.get(), "numbers").numbers()).isEqualTo(Map.of("a", 1L));
    assertThatThrownBy(() -> sink().creatingBucket(6)).hasMessageContaining("from 1 to 5");
  }

  @Test
  void manyEntries_areWritten_andAResyncWritesWhatDiffers() throws Exception {
    Bucket bucket = new Bucket(server.get(), "numbers").create();
    ServiceInstance service = start(sink());
    List<Entry<String, Long>> many = new ArrayList<>();
    for (long i = 0; i < 2_000; i++) {
      many.add(Entry.of("k" + i, i));
    }
    put(service, many);
    awaitDelivered(service);
    assertThat(keys(bucket)).isEqualTo(2_000);
    long revision = bucket.run((KeyValue target) -> target.put("k5", "99"));
    service.sinks().resync("numbers");
    until(service, () -> status(service).written().resyncs() > 1);
    awaitDelivered(service);
    long next = bucket.run((KeyValue target) -> target.get("k5").getRevision());
    assertThat(next).as("after a note of the sink").isEqualTo(revision + 2);
    long written = bucket.run((KeyValue target) -> target.put("k6", "99"));
    assertThat(written).as("nothing else was written, but the position").isEqualTo(next + 2);
  }

  private static int keys(Bucket bucket) throws Exception {
    return bucket.run((KeyValue target) -> target.keys().size());
  }

  @Test
  void whatABucketDoesNotTake_isRefused() throws Exception {
    Bucket bucket = new Bucket(server.get(), "numbers").create();
    ServiceInstance service = start(sink());
    put(service, "a", 1);
    awaitDelivered(service);
    put(
        service,
        List.of(
            new Entry<>("a", List.of(1L, 2L)),
            Entry.of(".b", 1L),
            Entry.of("c..d", 1L),
            Entry.of("*", 1L),
            Entry.of("", 1L),
            Entry.of(SinkMark.KEY, 1L),
            Entry.of("good/key=1.2", 1L)));
    awaitDelivered(service);
    assertThat(bucket.numbers()).isEqualTo(Map.of("good/key=1.2", 1L));
    assertThat(status(service).refused().count()).isEqualTo(6);
    assertThat(status(service).refused().toString())
        .contains("2 values", "a key of NATS", "the position");
  }

  @Test
  void bucketThatWasChangedByHand_isWrittenOn() throws Exception {
    Bucket bucket = new Bucket(server.get(), "numbers").create();
    ServiceInstance service = start(sink());
    put(service, "a", 1);
    awaitDelivered(service);
    bucket.put("b", "99");
    put(service, List.of(Entry.of("c", 3L), Entry.of("d", 4L)));
    awaitDelivered(service);
    assertThat(bucket.numbers()).isEqualTo(Map.of("a", 1L, "b", 99L, "c", 3L, "d", 4L));
    assertThat(status(service).written().failures()).isZero();
  }

  @Test
  void bucketThatWasMadeAgain_isGivenEverything() throws Exception {
    Bucket bucket = new Bucket(server.get(), "numbers").create();
    ServiceInstance service = start(sink());
    put(service, List.of(Entry.of("a", 1L), Entry.of("b", 2L)));
    awaitDelivered(service);
    bucket.remove();
    bucket.create();
    put(service, "b", 3);
    awaitDelivered(service);
    assertThat(bucket.numbers()).isEqualTo(Map.of("a", 1L, "b", 3L));
  }

  @Test
  void collectionOfABucketThatASinkWrites_hasItsEntriesAlone() throws Exception {
    new Bucket(server.get(), "numbers").create();
    ServiceInstance service = start(sink());
    String first = "00000000-0000-0000-0000-000000000001";
    String second = "00000000-0000-0000-0000-000000000002";
    put(service, first, 10);
    try (Followed followed =
        new Followed(
            new NatsService(server.get().options(), Map.of("rows", BucketTable.of("numbers"))),
            EngineOptions.defaults(),
            ExternalResource.of("nats", "rows", UUID.class, Long.class))) {
      followed.becomes("rows", "\"%s\"=10".formatted(first));
      put(service, second, 20);
      followed.becomes("rows", "\"%s\"=10 \"%s\"=20".formatted(first, second));
      assertThat(followed.status("rows").rejected().count()).isZero();
    }
  }
}
