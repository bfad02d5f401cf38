package io.skipruntime.server.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.server.observe.Telemetry;
import io.skipruntime.server.options.ServerOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An answer whose socket takes bytes when the test says so. */
final class QueuedResponseTest {

  private static final byte[] LARGE = new byte[ServerResponse.SLICE_BYTES];

  private final Telemetry telemetry = new Telemetry(ServerOptions.defaults());
  private final Steps loop = new Steps();
  private final Outlet outlet = new Outlet();
  private final List<String> told = new ArrayList<>();
  private final QueuedResponse response =
      new QueuedResponse(
          telemetry,
          telemetry.begin("streaming", "GET", "", name -> Optional.empty()),
          loop,
          new ByteBudget(1),
          outlet);

  /** An event loop of which each step is run by the test. */
  private static final class Steps implements EventLoop {
    private final Queue<Runnable> steps = new ArrayDeque<>();

    @Override
    public void execute(Runnable step) {
      steps.add(step);
    }

    @Override
    public Timer after(long millis, Runnable step) {
      throw new AssertionError("an answer has no timers");
    }

    @Override
    public Timer every(long millis, Runnable step) {
      throw new AssertionError("an answer has no timers");
    }

    private void run() {
      for (Runnable step = steps.poll(); step != null; step = steps.poll()) {
        step.run();
      }
    }
  }

  /** What the host is told, each as a text. */
  private static final class Outlet implements QueuedResponse.Outlet {
    private final List<String> calls = new ArrayList<>();

    @Override
    public void begin(int status, Map<String, String> headers) {
      calls.add("begin " + status + " " + headers);
    }

    @Override
    public void send(List<QueuedResponse.Slice> slices) {
      calls.add(
          slices.stream()
              .map(slice ->
                  slice.length() >= LARGE.length
                      ? "large"
                      : new String(
                          slice.bytes(), slice.from(), slice.length(), StandardCharsets.UTF_8))
              .collect(Collectors.joining("|", "send ", "")));
    }

    @Override
    public void end() {
      calls.add("end");
    }

    @Override
    public void abort() {
      calls.add("abort");
    }
  }

  @AfterEach
  void close() {
    telemetry.close();
  }

  private void write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    response.write(bytes, 0, bytes.length);
  }

  private void end(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    response.end(bytes, 0, bytes.length, isTaken -> told.add("ended " + isTaken));
  }

  @Test
  void wholeAnswer_hasItsLength_andEndsWhenItIsTaken() {
    response.status(404);
    end("none");
    loop.run();
    assertThat(outlet.calls).containsExactly("begin 404 {Content-Length=4}", "send none");
    assertThat(told).isEmpty();
    response.taken();
    assertThat(outlet.calls).endsWith("end");
    assertThat(told).containsExactly("ended true");
    response.closed();
    assertThat(told).hasSize(1);
  }

  @Test
  void answerWithoutBody_hasNoLength_whereItsStatusForbidsOne() {
    response.status(204);
    end("");
    loop.run();
    assertThat(outlet.calls).containsExactly("begin 204 {}", "end");
  }

  @Test
  void partsOfOneStep_andThoseThatWait_goTogether() {
    response.stream("a".getBytes(StandardCharsets.UTF_8), () -> told.add("drained"));
    write("b");
    loop.run();
    write("c");
    write("d");
    loop.run();
    assertThat(outlet.calls).containsExactly("begin 200 {}", "send a|b");
    response.taken();
    assertThat(outlet.calls).endsWith("send c|d");
  }

  @Test
  void answer_isFull_untilTheSocketHasTakenWhatFillsIt() {
    response.stream("a".getBytes(StandardCharsets.UTF_8), () -> told.add("drained"));
    loop.run();
    response.taken();
    assertThat(told).as("it was not full").isEmpty();
    response.writeShared(LARGE, 0, LARGE.length);
    assertThat(outlet.calls).as("given at once").endsWith("send large");
    assertThat(response.isFull()).isTrue();
    response.taken();
    assertThat(response.isFull()).isFalse();
    assertThat(told).containsExactly("drained");
  }

  @Test
  void nothingIsSent_afterTheConnectionHasEnded() {
    response.whenClosed(() -> told.add("closed"));
    write("a");
    loop.run();
    write("b");
    end("c");
    response.closed();
    response.taken();
    write("d");
    loop.run();
    assertThat(outlet.calls).containsExactly("begin 200 {}", "send a");
    assertThat(told).containsExactly("closed", "ended false");
    assertThat(response.isOpen()).isFalse();
  }

  @Test
  void abortedAnswer_isClosed() {
    response.whenClosed(() -> told.add("closed"));
    write("a");
    response.abort();
    response.abort();
    loop.run();
    assertThat(outlet.calls).containsExactly("abort");
    assertThat(told).containsExactly("closed");
  }
}
