package io.skipruntime.language.typescript;

import static io.skipruntime.language.typescript.Programs.update;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.workers.WorkerProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services in TypeScript over data of others: an API that is polled, and another service. */
final class RemoteDataTest {

  private static final long PATIENCE_SECONDS = 60;
  private static final int OK = 200;

  private final BlockingQueue<String> updates = new LinkedBlockingQueue<>();

  @TempDir private Path directory = Path.of("");

  /** A program whose text has other ports than that of the tests. */
  private WorkerProgram start(String name, int streamingPort, int controlPort) throws IOException {
    String text =
        Files.readString(Programs.file(name))
            .replace("8090", String.valueOf(streamingPort))
            .replace("8091", String.valueOf(controlPort));
    Path file = Files.writeString(directory.resolve(name), text);
    return Programs.start(file, options -> options, ServerOptions.defaults().withPorts(0, 0));
  }

  private void follow(ServiceInstance service, String resource, String params) {
    service.instantiateResource("open", resource, Json.parse(params));
    service.<Json, Json>subscribe("open", update -> updates.add(update.values().toString()));
  }

  private void awaitUpdate(String... parts) throws InterruptedException {
    String update = "";
    while (update != null && !List.of(parts).stream().allMatch(update::contains)) {
      update = updates.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    assertThat(update).as("an update with " + List.of(parts)).isNotNull();
  }

  /** An API whose answer is what {@code departures} has. */
  private static HttpServer api(BlockingQueue<String> departures) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/departures",
        exchange -> {
          assertThat(exchange.getRequestURI().getQuery()).isEqualTo("station=central");
          String current = departures.size() > 1 ? departures.remove() : departures.element();
          byte[] answer = ("{\"departures\":" + current + "}").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(OK, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void departures_followAnApiThatIsPolled_andWhatIsHidden() throws Exception {
    String first = "[{\"trip\":\"a\",\"line\":\"4\",\"delayMinutes\":0}]";
    BlockingQueue<String> departures = new LinkedBlockingQueue<>(List.of(first));
    HttpServer api = api(departures);
    try (WorkerProgram program = start("departures.ts", api.getAddress().getPort(), 0)) {
      ServiceInstance service = program.service();
      follow(service, "departures", "{\"station\":\"central\"}");
      awaitUpdate("key=\"a\"", "\"delayMinutes\":0");
      departures.add(first.replace(":0}", ":7}"));
      awaitUpdate("key=\"a\"", "\"delayMinutes\":7");
      update(service, "hidden", "[[\"4\",[\"works\"]]]");
      awaitUpdate("key=\"a\"", "values=[]");
    } finally {
      api.stop(0);
    }
  }

  @Test
  void remote_followsTheResourcesOfAnotherService() throws Exception {
    try (SkipServer other = SkipServer.start(new Sums(), ServerOptions.defaults().withPorts(0, 0));
        WorkerProgram program = start("remote.ts", other.streamingPort(), other.controlPort())) {
      other.instance().update("numbers", List.of(new Entry<>("x", List.of(1L, 2L))));
      follow(program.service(), "both", "{}");
      awaitUpdate("key=\"x\"", "values=[33]");
      other.instance().update("numbers", List.of(new Entry<>("x", List.of(5L))));
      awaitUpdate("key=\"x\"", "values=[55]");
      other.instance().update("numbers", List.of(new Entry<>("x", List.of())));
      awaitUpdate("key=\"x\"", "values=[]");
    }
  }

  /** The other service. */
  static final class Sums implements SkipService<Sums.Inputs, Sums.Inputs> {

    record Inputs(EagerCollection<String, Long> numbers) {}

    @Override
    public Inputs createGraph(Inputs inputs, Context context) {
      return inputs;
    }

    @Override
    public Resources<Inputs> resources() {
      return Resources.<Inputs>empty()
          .and("sums", (inputs, context) -> inputs.numbers().reduce(Reducers.sum()));
    }
  }
}
