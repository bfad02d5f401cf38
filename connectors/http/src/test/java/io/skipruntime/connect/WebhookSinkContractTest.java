package io.skipruntime.connect;

import io.skipruntime.Entry;
import io.skipruntime.Sink;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.testkit.adapter.Ability;
import io.skipruntime.testkit.adapter.SinkContract;
import io.skipruntime.testkit.adapter.TestedSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;

/** The contract of a sink, kept by a webhook. */
final class WebhookSinkContractTest extends SinkContract {

  private static final String SECRET = "a-secret-of-the-test";

  @TempDir Path files;

  @Override
  protected TestedSink open() throws Exception {
    Path secret = Files.writeString(files.resolve("secret"), SECRET + "\n");
    Receiver receiver = new Receiver(SECRET);
    return new Hook(receiver, new StandIn(receiver::answer), secret);
  }

  /** A receiver on this machine. */
  private record Hook(Receiver receiver, StandIn server, Path secret) implements TestedSink {

    @Override
    public Sink sink() {
      return WebhookSink.to(server.address("/hook"))
          .withSecretFile(secret)
          .withTimeoutMillis(2_000)
          .allowingPrivateAddresses();
    }

    @Override
    public Map<String, Long> contents() {
      Map<String, Long> contents = new TreeMap<>();
      receiver
          .contents()
          .forEach(
              (key, values) -> contents.put(key.asString(), ((JsonArray) values).get(0).asLong()));
      return contents;
    }

    @Override
    public void putByHand(String key, long number) {
      receiver.put(Json.of(key), Json.array(Json.of(number)));
    }

    @Override
    public Set<Ability> abilities() {
      return Set.of(Ability.OUTAGE, Ability.REFUSE);
    }

    @Override
    public void interrupt() {
      server.answer(StandIn.status(503, ""));
    }

    @Override
    public void restore() {
      server.answer(receiver::answer);
    }

    @Override
    public Entry<String, Long> refused() {
      receiver.refuse(Json.of("unwanted"));
      return Entry.of("unwanted", 1L);
    }

    @Override
    public void remove() {
      server.close();
    }
  }
}
