package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.server.EventReader.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Clients that lose their connections all the time, while data changes, see every version that they
 * are told of exactly, and nothing twice. System property {@code skip.disconnects} says how often,
 * {@code skip.seed} how they come about.
 */
final class ResumeUnderDisconnectsTest {

  private static final int DISCONNECTS = Integer.getInteger("skip.disconnects", 1_000);
  private static final long SEED = Long.getLong("skip.seed", 1);
  private static final int CLIENTS = 8;
  private static final int KEYS = 40;
  private static final long PAUSE_NANOS = 200_000;
  private static final int MAX_EVENTS = 4;
  private static final int MAX_KEYS_PER_WRITE = 3;
  private static final int MAX_INITS_PER_THOUSAND = 50;

  @Test
  void clients_seeEveryVersionTheyAreToldOfExactly_andAreTheServersInTheEnd() throws Exception {
    System.out.println("seed " + SEED);
    try (TestServer server = new TestServer();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String path = "/v1/streams/" + server.openStream("texts", "{}");
      TextHistory history = new TextHistory();
      AtomicBoolean done = new AtomicBoolean();
      final Future<?> writer = threads.submit(() -> write(server, history, done));
      List<Client> clients = new ArrayList<>();
      List<Future<?>> runs = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Client client = new Client(server, path, history, new Random(SEED * CLIENTS + i));
        clients.add(client);
        runs.add(threads.submit(() -> client.run(DISCONNECTS / CLIENTS)));
      }
      for (Future<?> run : runs) {
        run.get();
      }
      done.set(true);
      writer.get();
      clients.forEach(Client::catchUp);
      int inits = clients.stream().mapToInt(client -> client.resumedByInit).sum();
      long updates = clients.stream().mapToLong(client -> client.updates).sum();
      System.out.printf(
          "%d disconnects, %d answered by init, %d updates, %d commits%n",
          DISCONNECTS, inits, updates, history.lastTick());
      assertThat(inits).isLessThanOrEqualTo(DISCONNECTS * MAX_INITS_PER_THOUSAND / 1000);
    }
  }

  /** Writes until the clients are done; each text is another one. */
  private static void write(TestServer server, TextHistory history, AtomicBoolean done) {
    Random random = new Random(SEED);
    ServiceInstance service = server.server().instance();
    long number = 0;
    while (!done.get()) {
      Map<String, String> texts = new HashMap<>();
      for (int i = 0; i <= random.nextInt(MAX_KEYS_PER_WRITE); i++) {
        String text = random.nextInt(4) == 0 ? "" : String.valueOf(++number);
        texts.put("key" + random.nextInt(KEYS), text);
      }
      List<Entry<String, String>> entries = new ArrayList<>();
      texts.forEach((key, text) ->
          entries.add(text.isEmpty() ? new Entry<>(key, List.of()) : Entry.of(key, text)));
      history.add(service.update("texts", entries).tick(), texts);
      LockSupport.parkNanos(PAUSE_NANOS); // leaves the processors to the clients
    }
    Entry<String, String> nothing = new Entry<>("key that never was", List.of());
    long tick = service.update("texts", List.of(nothing)).tick();
    history.add(tick, Map.of(nothing.key(), ""));
  }

  /** What one client knows, over all its connections. */
  private static final class Client {

    private final TestServer server;
    private final String path;
    private final TextHistory history;
    private final Random random;
    private final Map<String, String> texts = new HashMap<>();
    private String lastId = "";
    private long lastTick = -1;
    private int resumedByInit;
    private long updates;

    Client(TestServer server, String path, TextHistory history, Random random) {
      this.server = server;
      this.path = path;
      this.history = history;
      this.random = random;
    }

    private EventReader connect() {
      return lastId.isEmpty()
          ? server.follow(path)
          : server.follow(path, "Last-Event-ID: " + lastId);
    }

    /** Now and then the old connection is still there when the new one is made. */
    void run(int disconnects) {
      EventReader connection = connect();
      for (int i = 0; i < disconnects; i++) {
        boolean resumes = !lastId.isEmpty();
        int events = random.nextInt(MAX_EVENTS);
        for (int e = 0; e < events; e++) {
          Event event = connection.next();
          if (resumes && event.name().equals("init")) {
            resumedByInit++;
          }
          take(event);
        }
        EventReader next = random.nextBoolean() ? connect() : null;
        if (random.nextBoolean()) {
          connection.reset();
        } else {
          connection.close();
        }
        connection = next == null ? connect() : next;
        assertThat(connection.status()).isEqualTo(200);
      }
      connection.close();
    }

    /** Follows until it has the last version. */
    void catchUp() {
      try (EventReader connection = connect()) {
        while (lastTick < history.lastTick()) {
          take(connection.next());
        }
      }
      assertThat(texts).isEqualTo(history.at(lastTick));
    }

    private void take(Event event) {
      long tick = Long.parseLong(event.id().substring(event.id().lastIndexOf('/') + 1));
      assertThat(tick).as("%s after %s", event, lastId).isGreaterThan(lastTick);
      boolean isInit = event.name().equals("init");
      if (isInit) {
        texts.clear();
      } else {
        updates++;
      }
      for (Json entry : Json.parse(event.data()).asArray().elements()) {
        String key = entry.asArray().get(0).asString();
        List<Json> values = entry.asArray().get(1).asArray().elements();
        String before = values.isEmpty() ? texts.remove(key) : put(key, values.get(0).asString());
        assertThat(values.isEmpty() || !values.get(0).asString().equals(before))
            .as("%s repeats %s", event, key)
            .isTrue();
      }
      assertThat(texts).as("%s after %s", event, lastId).isEqualTo(history.at(tick));
      lastId = event.id();
      lastTick = tick;
    }

    private String put(String key, String text) {
      String before = texts.put(key, text);
      return before == null ? "" : before;
    }
  }
}
