package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.server.EventReader.Event;
import io.skipruntime.server.options.ServerOptions;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bank test: while money is transferred, nobody sees any that has left one account and not
 * arrived at the other. {@code -Dskip.bank.transfers=20000} makes it longer.
 */
class BankTest {

  private static final int WRITERS = 4;
  private static final int TRANSFERS = Integer.getInteger("skip.bank.transfers", 30);
  private static final int KEPT = 10;
  private static final int ACCOUNTS = 8;
  private static final long LAST_ACCOUNT = 9;

  static Stream<EngineOptions> settings() {
    EngineOptions defaults = EngineOptions.defaults();
    return Stream.of(
        defaults, defaults.withoutGroupCommit().withParallelism(2).withParallelAfterMicros(0));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void sumOverAllAccounts_isZero_inEveryEventAndSnapshot(EngineOptions engine) throws Exception {
    try (TestServer server =
            new TestServer(new BankService(), ServerOptions.defaults().withEngine(engine));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      List<Statement> statements = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Statement statement = new Statement(server, i % 2 == 0 ? 0 : 1000 * i, i < 2);
        statements.add(statement);
        clients.add(threads.submit(statement::follow));
      }
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int writer = i;
        writers.add(threads.submit(() -> transferAll(server, writer)));
      }
      Future<?> reader = threads.submit(() -> readUntilTheLast(server));
      for (Future<?> each : writers) {
        each.get(5, TimeUnit.MINUTES);
      }
      transfer(server, "last", LAST_ACCOUNT, 0, 1);
      reader.get(1, TimeUnit.MINUTES);
      for (Future<?> each : clients) {
        each.get(1, TimeUnit.MINUTES);
      }
      for (Statement each : statements) {
        assertThat(each.contents).isEqualTo(contents(server.post(each.snapshot(), each.params())));
      }
    }
  }

  @Test
  void total_sendsNothing_whileMoneyIsTransferred() throws Exception {
    try (TestServer server = new TestServer(new BankService(), ServerOptions.defaults());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      transfer(server, "first", 0, 1, 1);
      String stream = server.openStream("total", "{}");
      try (EventReader events = server.follow("/v1/streams/" + stream)) {
        assertThat(events.next().data()).isEqualTo("[[\"total\",[0]]]");
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
          int writer = i;
          writers.add(threads.submit(() -> transferAll(server, writer)));
        }
        for (Future<?> each : writers) {
          each.get(5, TimeUnit.MINUTES);
        }
        assertThat(server.delete("/v1/streams/" + stream).statusCode()).isEqualTo(200);
        assertThat(events.block()).isEmpty();
      }
    }
  }

  /** Some transfers between random accounts; each takes back one that was made a while ago. */
  private static void transferAll(TestServer server, int writer) {
    Random random = new Random(writer);
    for (int i = 0; i < TRANSFERS; i++) {
      String key = writer + "-" + i;
      long from = random.nextInt(ACCOUNTS);
      long to = random.nextInt(ACCOUNTS);
      if (random.nextInt(5) == 0) {
        HttpResponse<String> refused =
            server.patch("/v1/inputs", body(key, from, to, BankService.REFUSED, ""));
        assertThat(refused.statusCode()).isEqualTo(422);
      }
      long amount = 1L + random.nextInt(12);
      String earlier = i < KEPT ? "" : ",[\"%d-%d\",[]]".formatted(writer, i - KEPT);
      String watermark = write(server, body(key, from, to, amount, earlier));
      assertThat(readAfter(server, watermark, "{\"key\":\"" + key + "\"}"))
          .isEqualTo("[{\"account\":%d,\"amount\":%d}]".formatted(to, amount));
    }
  }

  private static void transfer(TestServer server, String key, long from, long to, long amount) {
    write(server, body(key, from, to, amount, ""));
  }

  private static String body(String key, long from, long to, long amount, String others) {
    String entry = "[[\"%s\",[{\"account\":%d,\"amount\":%d}]]%s]";
    return "{\"debits\":%s,\"credits\":%s}"
        .formatted(
            entry.formatted(key, from, amount, others), entry.formatted(key, to, amount, others));
  }

  private static String write(TestServer server, String body) {
    HttpResponse<String> response = server.patch("/v1/inputs", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.headers().firstValue("Skip-Watermark").orElseThrow();
  }

  private static String readAfter(TestServer server, String watermark, String lookup) {
    HttpResponse<String> response =
        server.send(
            HttpRequest.newBuilder(server.control("/v1/snapshot/credits/lookup"))
                .header("Content-Type", "application/json")
                .header("Skip-Min-Watermark", watermark)
                .POST(HttpRequest.BodyPublishers.ofString(lookup)));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private static void readUntilTheLast(TestServer server) {
    Random random = new Random(0);
    Map<Long, Long> accounts = Map.of();
    while (!accounts.containsKey(LAST_ACCOUNT)) {
      accounts = contents(server.post("/v1/snapshot/accounts", "{}"));
      assertThat(sum(accounts)).isZero();
      String branch = "{\"first\":%d}".formatted(1000 * random.nextInt(5));
      assertThat(sum(contents(server.post("/v1/snapshot/branch", branch)))).isZero();
      assertThat(server.post("/v1/snapshot/total/lookup", "{\"key\":\"total\"}").body())
          .isIn("[0]", "[]");
    }
  }

  private static Map<Long, Long> contents(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    Map<Long, Long> contents = new TreeMap<>();
    apply(response.body(), contents);
    return contents;
  }

  private static void apply(String entries, Map<Long, Long> contents) {
    for (Json entry : Json.parse(entries).asArray().elements()) {
      long account = Long.parseLong(entry.asArray().get(0).toString());
      JsonArray balance = entry.asArray().get(1).asArray();
      if (balance.elements().isEmpty()) {
        contents.remove(account);
      } else {
        contents.put(account, Long.parseLong(balance.get(0).toString()));
      }
    }
  }

  private static long sum(Map<Long, Long> accounts) {
    return accounts.values().stream().mapToLong(each -> each).sum();
  }

  /** Follows the accounts; some connections are given up after a few events, and resumed. */
  private static final class Statement {

    private static final int EVENTS_PER_CONNECTION = 5;

    private final TestServer server;
    private final long branch;
    private final boolean reconnects;
    private final Map<Long, Long> contents = new TreeMap<>();
    private String lastId = "";

    Statement(TestServer server, long branch, boolean reconnects) {
      this.server = server;
      this.branch = branch;
      this.reconnects = reconnects;
    }

    private String resource() {
      return branch == 0 ? "accounts" : "branch";
    }

    String snapshot() {
      return "/v1/snapshot/" + resource();
    }

    String params() {
      return branch == 0 ? "{}" : "{\"first\":%d}".formatted(branch);
    }

    void follow() {
      String path = "/v1/streams/" + server.openStream(resource(), params());
      while (!contents.containsKey(branch + LAST_ACCOUNT)) {
        String[] resume =
            lastId.isEmpty() ? new String[0] : new String[] {"Last-Event-ID: " + lastId};
        try (EventReader events = server.follow(path, resume)) {
          for (int i = 0; !reconnects || i < EVENTS_PER_CONNECTION; i++) {
            take(events.next());
            if (contents.containsKey(branch + LAST_ACCOUNT)) {
              return;
            }
          }
        }
      }
    }

    private void take(Event event) {
      assertThat(event.name()).isEqualTo(lastId.isEmpty() ? "init" : "update");
      assertThat(lastId.isEmpty() || tick(event.id()) > tick(lastId)).isTrue();
      lastId = event.id();
      apply(event.data(), contents);
      assertThat(sum(contents)).as(event.toString()).isZero();
    }

    private static long tick(String id) {
      return Long.parseLong(id.substring(id.indexOf('/') + 1));
    }
  }
}
