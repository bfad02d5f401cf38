package io.skipruntime.nats;

import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.testkit.adapter.Ability;
import io.skipruntime.testkit.adapter.SourceContract;
import io.skipruntime.testkit.adapter.TestedSource;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract of a source, kept by a bucket. */
final class BucketContractTest extends SourceContract {

  private static NatsServer server;

  @BeforeAll
  static void launch() throws IOException {
    server = NatsServer.launch();
  }

  @AfterAll
  static void end() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  @Override
  protected TestedSource open() throws Exception {
    return new Items(new Bucket(server, "items").create());
  }

  /** A bucket of numbers. */
  private record Items(Bucket bucket) implements TestedSource {

    @Override
    public ExternalService connect() {
      return new NatsService(server.options(), Map.of("items", BucketTable.of(bucket.name())));
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
      server.stop();
    }

    @Override
    public void restore() throws IOException {
      server.start();
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
