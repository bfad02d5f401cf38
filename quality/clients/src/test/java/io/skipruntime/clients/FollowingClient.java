package io.skipruntime.clients;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.client.Entrypoint;
import io.skipruntime.client.RemoteResource;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.client.live.LiveCollection;
import io.skipruntime.connect.SkipExternalService;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/** A client that follows the resource {@code scores}. */
interface FollowingClient extends AutoCloseable {

  /** The contents that the client has now, as {@code {key=value, …}}. */
  String contents() throws InterruptedException;

  @Override
  void close();

  /** A client that follows nothing. */
  FollowingClient NONE =
      new FollowingClient() {
        @Override
        public String contents() {
          return "";
        }

        @Override
        public void close() {
          // there is nothing
        }
      };

  /** A live collection of the Java client. */
  static FollowingClient java(int control, int streaming) {
    SkipServiceBroker broker = new SkipServiceBroker(Entrypoint.local(streaming, control));
    LiveCollection<String, Long> live =
        LiveCollection.open(broker, RemoteResource.of("scores", String.class, Long.class));
    return new FollowingClient() {
      @Override
      public String contents() {
        Map<String, Long> contents = new TreeMap<>();
        live.contents().forEach((key, values) -> contents.put(key, values.getFirst()));
        return contents.toString();
      }

      @Override
      public void close() {
        live.close();
        broker.close();
      }
    };
  }

  /** A service that has the resource as an external one. */
  record Follower(ExternalService leader) implements SkipService<Follower.Inputs, Follower.Inputs> {

    record Inputs(EagerCollection<String, Long> unused) {}

    @Override
    public Map<String, ExternalService> externalServices() {
      return Map.of("leader", leader);
    }

    @Override
    public Resources<Inputs> resources() {
      return Resources.<Inputs>empty().and("scores", (inputs, context) -> followed(context));
    }

    private static EagerCollection<String, Long> followed(Context context) {
      return context.useExternalResource(
          ExternalResource.of("leader", "scores", String.class, Long.class));
    }

    @Override
    public Inputs createGraph(Inputs inputs, Context context) {
      return inputs;
    }
  }

  /** A service that follows another one. */
  static FollowingClient follower(int control, int streaming) {
    ServiceInstance service =
        ServiceInstance.start(
            new Follower(new SkipExternalService(Entrypoint.local(streaming, control))),
            EngineOptions.defaults().withIdleMillis(1_000_000));
    return new FollowingClient() {
      @Override
      public String contents() {
        Map<String, Long> contents = new TreeMap<>();
        for (Entry<String, Long> entry : service.<String, Long>getAll("scores")) {
          contents.put(entry.key(), entry.values().getFirst());
        }
        return contents.toString();
      }

      @Override
      public void close() {
        service.close();
      }
    };
  }

  /** A program in Node that prints the contents, whenever they are others. */
  static FollowingClient node(Path program, int control, int streaming) throws IOException {
    Process process =
        new ProcessBuilder(
                "node",
                program.toAbsolutePath().toString(),
                String.valueOf(control),
                String.valueOf(streaming))
            .redirectErrorStream(true)
            .start();
    AtomicReference<String> last = new AtomicReference<>("");
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    Thread.ofVirtual().start(() -> lines.lines().forEach(line -> last.set(line)));
    return new FollowingClient() {
      @Override
      public String contents() {
        return String.valueOf(last.get());
      }

      @Override
      public void close() {
        process.destroyForcibly().onExit().join();
      }
    };
  }

  /** The live collection of {@code clients/js} in Node. */
  static FollowingClient npmPackage(Path directory, int control, int streaming)
      throws IOException, InterruptedException {
    NpmPackage.require();
    String index =
        NpmPackage.DIRECTORY
            .resolve("dist/index.js")
            .toAbsolutePath()
            .normalize()
            .toUri()
            .toString();
    Path program = directory.resolve("follow.mjs");
    Files.writeString(
        program,
        """
        import { SkipClient } from "%s";
        const [, , , streaming] = process.argv;
        const timing = { retryMillis: 100, maxRetryMillis: 500 };
        const client = new SkipClient({ streaming: `http://127.0.0.1:${streaming}`, timing });
        const live = client.follow("scores", {});
        live.subscribe(({ state }) => {
          const entries = [...(state.data ?? [])].map(([key, values]) => `${key}=${values[0]}`);
          console.log(`{${entries.sort().join(", ")}}`);
        });
        """
            .formatted(index));
    return node(program, control, streaming);
  }

  /** The broker of the reference implementation opens a stream, which an EventSource follows. */
  static FollowingClient reference(int control, int streaming) throws IOException {
    Path installed = Path.of("../../examples/target/npm-check");
    assumeTrue(
        Files.isDirectory(installed.resolve("node_modules/@skipruntime")),
        "the packages of examples/npm-check are not installed: NpmClientTest of examples does it");
    Path program = installed.resolve("resume.mjs");
    Files.writeString(
        program,
        """
        import { SkipServiceBroker } from "@skipruntime/helpers";
        import { EventSource } from "eventsource";
        const [, , control_port, streaming_port] = process.argv.map(Number);
        const host = "127.0.0.1";
        const broker = new SkipServiceBroker({ host, control_port, streaming_port }, 30_000);
        const uuid = await broker.getStreamUUID("scores", {});
        const source = new EventSource(`http://${host}:${streaming_port}/v1/streams/${uuid}`);
        const show = () => console.log(shown());
        %s
        """
            .formatted(FOLD));
    return node(program, control, streaming);
  }

  /** JavaScript that folds the events of {@code source}, and calls {@code show} after each. */
  String FOLD =
      """
      const contents = new Map();
      const shown = () =>
        `{${[...contents].map(([key, [value]]) => `${key}=${value}`).sort().join(", ")}}`;
      for (const name of ["init", "update"])
        source.addEventListener(name, (event) => {
          if (name === "init") contents.clear();
          for (const [key, values] of JSON.parse(event.data))
            values.length > 0 ? contents.set(key, values) : contents.delete(key);
          show();
        });
      """;

  /** The {@code EventSource} of a browser. */
  static FollowingClient browser(Chromium browser, Page page, int streaming)
      throws InterruptedException {
    page.run(
        """
        const url = "http://127.0.0.1:%d/v1/resources/scores?params=%%7B%%7D";
        const source = new EventSource(url);
        window.shown = "";
        %s
        function show() { window.shown = shown(); }
        """
            .formatted(streaming, FOLD));
    browser.show(page.origin());
    return new FollowingClient() {
      @Override
      public String contents() throws InterruptedException {
        return browser.evaluate("String(window.shown)");
      }

      @Override
      public void close() {
        // the page ends with its browser
      }
    };
  }
}
