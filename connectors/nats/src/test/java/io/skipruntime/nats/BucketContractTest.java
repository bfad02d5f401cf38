package io.skipruntime.nats;

import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.connect.shared.RunningServer;
import io.skipruntime.testkit.adapter.Ability;
import io.skipruntime.testkit.adapter.SourceContract;
import io.skipruntime.testkit.adapter.TestedSource;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract of a source, kept by a bucket. */
final class BucketContractTest extends SourceContract {

  @RegisterExtension
  static final RunningServer<NatsServer> server = new RunningServer<>(NatsServer::launch);

  @Override
  protected TestedSource open() throws Exception {
    return new Items(new Bucket(server.get(), "items").create());
  }

  /** A bucket of numbers. */
  private record Items(Bucket bucket) implements TestedSource {

    @Override
    public ExternalService connect() {
      return new NatsService(
          server.get().options(), Map.of("items", BucketTable.of(bucket.name())));
    }

    @Override
    public ExternalResource<String, Long> resource() {
      return ExternalResource.of("nats", "items", String.class, Long.class);
    }

    @Override
    public void put(String key, long number) throws Exception {
      bucket.put(key, Long.toString(number));
    }

    @Override
    public void delete(String key) throws Exception {
      bucket.delete(key);
    }

    @Override
    public Set<Ability> abilities() {
      return Set.of(Ability.OUTAGE, Ability.RESUME, Ability.REPLACE, Ability.REFUSE);
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
    public void replace(Map<String, Long> contents) throws Exception {
      bucket.remove();
      bucket.create();
      for (Map.Entry<String, Long> each : contents.entrySet()) {
        put(each.getKey(), each.getValue());
      }
    }

    @Override
    public void putUnusable(String key) throws Exception {
      bucket.put(key, "{oops");
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
