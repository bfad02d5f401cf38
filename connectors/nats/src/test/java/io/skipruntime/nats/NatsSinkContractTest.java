package io.skipruntime.nats;

import io.skipruntime.Entry;
import io.skipruntime.Sink;
import io.skipruntime.connect.shared.RunningServer;
import io.skipruntime.testkit.adapter.Ability;
import io.skipruntime.testkit.adapter.SinkContract;
import io.skipruntime.testkit.adapter.TestedSink;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract of a sink, kept by a bucket. */
final class NatsSinkContractTest extends SinkContract {

  @RegisterExtension
  static final RunningServer<NatsServer> server = new RunningServer<>(NatsServer::launch);

  @Override
  protected TestedSink open() throws Exception {
    return new Target(new Bucket(server.get(), "target").create());
  }

  /** A bucket of numbers. */
  private record Target(Bucket bucket) implements TestedSink {

    @Override
    public Sink sink() {
      return NatsSink.of(server.get().options(), bucket.name());
    }

    @Override
    public Map<String, Long> contents() throws Exception {
      return bucket.numbers();
    }

    @Override
    public void putByHand(String key, long number) throws Exception {
      bucket.put(key, Long.toString(number));
    }

    @Override
    public Set<Ability> abilities() {
      return Set.of(Ability.OUTAGE, Ability.REFUSE, Ability.POSITION);
    }

    @Override
    public void interrupt() {
      server.get().stop();
    }

    @Override
    public void restore() throws IOException {
      server.get().start();
    }

    @Override
    public Entry<String, Long> refused() {
      return Entry.of("a key with spaces", 1L);
    }

    @Override
    public boolean isOwn(Thread thread) {
      return thread.getName().startsWith("skip-") || thread.getName().startsWith("nats");
    }

    @Override
    public void remove() throws Exception {
      bucket.remove();
    }
  }
}
