package io.skipruntime.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.impl.Headers;
import io.skipruntime.Sink;
import io.skipruntime.SinkException;
import io.skipruntime.SinkPosition;
import io.skipruntime.connect.shared.RunningServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two processes that write to one bucket. */
final class BucketWriterTest {

  private static final int UNDER_WAY = 127;

  @RegisterExtension
  static final RunningServer<NatsServer> server = new RunningServer<>(NatsServer::launch);

  private final List<NatsConnection> opened = new ArrayList<>();

  private record RunningSink(String owner, boolean isReconnect) implements Sink.Context {

    @Override
    public String name() {
      return "numbers";
    }

    @Override
    public Optional<SinkPosition> acknowledged() {
      return Optional.empty();
    }

    @Override
    public void troubled(String why) {
      throw new AssertionError(why);
    }
  }

  private static Bucket bucket() {
    return new Bucket(server.get(), "numbers");
  }

  @BeforeEach
  void create() throws Exception {
    bucket().create();
  }

  @AfterEach
  void close() throws Exception {
    opened.forEach(NatsConnection::close);
    server.get().clear();
  }

  private BucketWriter writer(String owner, boolean isReconnect) throws Exception {
    NatsConnection connection = NatsConnection.open(server.get().options());
    opened.add(connection);
    return new BucketWriter(
        connection, server.get().options(), "numbers", new RunningSink(owner, isReconnect));
  }

  private static void put(BucketWriter writer, String key, int number) throws Exception {
    writer.publish(key, new Headers(), Integer.toString(number).getBytes(StandardCharsets.UTF_8));
  }

  private static SinkPosition position(long tick) {
    return new SinkPosition("epoch", tick);
  }

  @Test
  void nothingOfAnOlderWriter_isTaken_thoughItSendsManyChangesAtOnce() throws Exception {
    BucketWriter older = writer("older", false);
    assertThat(older.claim()).isEmpty();
    put(older, "a", 1);
    older.finish(position(1));
    BucketWriter newer = writer("newer", false);
    assertThat(newer.claim()).contains(position(1));
    for (int i = 0; i < UNDER_WAY; i++) {
      put(older, "k" + i, i);
    }
    assertThatThrownBy(() -> older.finish(position(2))).isInstanceOf(DisturbedException.class);
    assertThatThrownBy(older::renew)
        .isInstanceOf(SinkException.class)
        .hasMessageContaining("another process writes to the bucket numbers");
    put(newer, "b", 2);
    newer.finish(position(2));
    assertThat(bucket().numbers()).isEqualTo(Map.of("a", 1L, "b", 2L));
    assertThat(writer("newest", false).claim()).contains(position(2));
  }

  @Test
  void processThatWasReplaced_doesNotTakeTheBucketBack() throws Exception {
    assertThat(writer("older", false).claim()).isEmpty();
    assertThat(writer("older", true).claim()).as("its own").isEmpty();
    assertThat(writer("newer", false).claim()).isEmpty();
    BucketWriter again = writer("older", true);
    assertThatThrownBy(again::claim)
        .isInstanceOf(SinkException.class)
        .hasMessageContaining("another process");
  }

  @Test
  void changesOfABatchThatWasCutOff_areNoPosition() throws Exception {
    BucketWriter before = writer("before", false);
    before.claim();
    put(before, "a", 1);
    before.finish(position(7));
    put(before, "a", 2);
    bucket().put("b", "3");
    put(before, "c", 4);
    put(before, "d", 5);
    assertThatThrownBy(() -> before.finish(position(8))).isInstanceOf(DisturbedException.class);
    assertThat(writer("after", false).claim()).contains(position(7));
  }

  @Test
  void severalThatBegin_agreeOnOne() throws Exception {
    List<BucketWriter> writers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      writers.add(writer("w" + i, false));
    }
    List<Thread> threads = new ArrayList<>();
    for (BucketWriter each : writers) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  each.claim();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    for (Thread each : threads) {
      each.join();
    }
    int taken = 0;
    for (int i = 0; i < writers.size(); i++) {
      try {
        put(writers.get(i), "k" + i, i);
        writers.get(i).finish(position(i));
        taken++;
      } catch (DisturbedException e) {
        assertThatThrownBy(writers.get(i)::renew).hasMessageContaining("another process");
      }
    }
    assertThat(taken).isEqualTo(1);
    assertThat(bucket().numbers()).hasSize(1);
  }
}
