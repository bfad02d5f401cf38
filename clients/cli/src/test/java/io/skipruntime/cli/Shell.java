package io.skipruntime.cli;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs commands in this process on a real server of the {@link ShopService}. */
final class Shell implements AutoCloseable {

  private static final long TIMEOUT_SECONDS = 60;

  private SkipServer server;

  /** A command that has ended. */
  record Ended(int code, String out, String err) {}

  /** A command that runs until it is stopped. */
  record Running(
      CompletableFuture<Integer> code, StringWriter out, StringWriter err, CountDownLatch stopped) {

    String output() {
      return out.toString();
    }

    int stop() throws Exception {
      stopped.countDown();
      return code.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
  }

  Shell() {
    this(SecurityOptions.defaults());
  }

  Shell(SecurityOptions security) {
    server = start(0, 0, security);
  }

  private static SkipServer start(int controlPort, int streamingPort, SecurityOptions security) {
    ServerOptions options =
        ServerOptions.defaults()
            .withPorts(controlPort, streamingPort)
            .withSecurity(security)
            .withEngine(
                EngineOptions.defaults()
                    .withIdleMillis(1_000_000)
                    .withHistoryMillis(60_000)
                    .withInspect(true));
    return SkipServer.start(new ShopService(), options);
  }

  SkipServer server() {
    return server;
  }

  /** Starts a service without data at the same ports. */
  void restart() {
    int control = server.controlPort();
    int streaming = server.streamingPort();
    server.close();
    server = start(control, streaming, SecurityOptions.defaults());
  }

  /** The arguments, with where the server is. */
  String[] withAddresses(String... arguments) {
    return Stream.concat(
            Arrays.stream(arguments),
            Stream.of(
                "--control=http://127.0.0.1:" + server.controlPort(),
                "--streaming=http://127.0.0.1:" + server.streamingPort()))
        .toArray(String[]::new);
  }

  Ended run(String... arguments) {
    return piped("", arguments);
  }

  /** Runs a command with something piped in. */
  Ended piped(String text, String... arguments) {
    return given(text, false, arguments);
  }

  /** Runs a command while a person types something. */
  Ended typed(String text, String... arguments) {
    return given(text, true, arguments);
  }

  private Ended given(String text, boolean isTyped, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    Terminal terminal =
        new Terminal(in, new Output(out), new Output(err), new CountDownLatch(1), false, isTyped);
    int code = SkipCommand.execute(terminal, withAddresses(arguments));
    return new Ended(code, out.toString(), err.toString());
  }

  /** Starts a command. */
  Running start(String... arguments) {
    return start(InputStream.nullInputStream(), false, arguments);
  }

  /** Starts a command that a person types something to. */
  Running startTyped(InputStream typed, String... arguments) {
    return start(typed, true, arguments);
  }

  private Running start(InputStream in, boolean isTyped, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CountDownLatch stopped = new CountDownLatch(1);
    Terminal terminal = new Terminal(in, new Output(out), new Output(err), stopped, false, isTyped);
    CompletableFuture<Integer> code = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> code.complete(SkipCommand.execute(terminal, withAddresses(arguments))));
    return new Running(code, out, err, stopped);
  }

  @Override
  public void close() {
    server.close();
  }
}
