package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.ServiceBusyException;
import io.skipruntime.ServiceClosedException;
import io.skipruntime.SkipService;
import io.skipruntime.SourceStatus;
import io.skipruntime.Values;
import io.skipruntime.engine.spi.StuckFunction;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A function that does not return holds the lock; what others may expect meanwhile. */
final class StuckFunctionTest {

  private static final long WAIT_MILLIS = 300;
  private static final long TIMEOUT_SECONDS = 60;

  /** Where the function hangs, which may have nothing of a test in itself. */
  private static final class Hang {
    private static volatile CountDownLatch entered = new CountDownLatch(1);
    private static volatile CountDownLatch released = new CountDownLatch(1);

    private Hang() {}

    static void reset() {
      entered = new CountDownLatch(1);
      released = new CountDownLatch(1);
    }

    static void here() {
      entered.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Hangs at a negative number. */
  private record Hanging() implements Mapper<String, Long, String, Long> {
    @Override
    public void mapEntry(String key, Values<Long> values, Emitter<String, Long> out) {
      long value = values.getUnique();
      if (value < 0) {
        Hang.here();
      }
      out.emit(key, value);
    }
  }

  record Inputs(EagerCollection<String, Long> numbers) {}

  private static final class Source implements ExternalService {
    private final CompletableFuture<Callbacks> subscribed = new CompletableFuture<>();
    private final AtomicInteger unsubscribed = new AtomicInteger();

    @Override
    public CompletionStage<Void> subscribe(
        String instance, String resource, Json params, Callbacks callbacks) {
      subscribed.complete(callbacks);
      return callbacks.update(List.of(Entry.of("a", 1L)), true);
    }

    @Override
    public void unsubscribe(String instance) {
      unsubscribed.incrementAndGet();
    }

    Callbacks callbacks() {
      return subscribed.join();
    }
  }

  private record Service(Source source) implements SkipService<Inputs, Inputs> {
    @Override
    public Map<String, ExternalService> externalServices() {
      return Map.of("elsewhere", source);
    }

    @Override
    public Inputs createGraph(Inputs inputs, Context context) {
      return new Inputs(inputs.numbers().map(new Hanging()));
    }

    @Override
    public Resources<Inputs> resources() {
      return Resources.<Inputs>empty()
          .and("all", (in, context) -> in.numbers())
          .and(
              "mirror",
              (in, context) ->
                  context.useExternalResource(
                      ExternalResource.of("elsewhere", "data", String.class, Long.class)));
    }
  }

  private final Source source = new Source();
  private final LinkedBlockingQueue<LogRecord> logged = new LinkedBlockingQueue<>();
  private final Logger logger = Logger.getLogger(watchName());
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          logged.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private ServiceInstance service;

  private static String watchName() {
    return ServiceInstance.class.getPackageName() + ".commit.FunctionWatch";
  }

  @BeforeEach
  void start() {
    Hang.reset();
    logger.addHandler(handler);
    service =
        ServiceInstance.start(
            new Service(source),
            EngineOptions.defaults()
                .withWaitMillis(WAIT_MILLIS)
                .withStuckMillis(100)
                .withCloseMillis(WAIT_MILLIS));
    service.update("numbers", List.of(Entry.of("a", 1L)));
    assertThat(service.getAll("mirror")).hasSize(1);
    assertThat(service.getAll("all")).hasSize(1);
  }

  @AfterEach
  void close() {
    Hang.released.countDown();
    service.close();
    logger.removeHandler(handler);
  }

  private CompletableFuture<Watermark> hang() throws InterruptedException {
    CompletableFuture<Watermark> write =
        CompletableFuture.supplyAsync(
            () -> service.update("numbers", List.of(Entry.of("stuck", -1L))),
            step -> Thread.ofPlatform().name("hanging-writer").start(step));
    assertThat(Hang.entered.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
    return write;
  }

  @Test
  void functionThatHangs_isLoggedOnceWithTheStackOfItsThread() throws Exception {
    CompletableFuture<Watermark> write = hang();
    LogRecord line = logged.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    assertThat(line).isNotNull();
    assertThat(line.getMessage())
        .contains("numbers.map(", "Hanging", "at key stuck", "running since 20")
        .contains("\tat " + Hang.class.getName() + ".here");
    StuckFunction stuck = service.health().stuck().orElseThrow();
    assertThat(stuck.key()).isEqualTo("stuck");
    assertThat(stuck.function()).startsWith("numbers.map(");
    assertThat(stuck.stack()).anyMatch(frame -> frame.getMethodName().equals("here"));
    assertThat(logged.poll(500, TimeUnit.MILLISECONDS)).isNull();

    Hang.released.countDown();
    write.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    assertThat(service.health().stuck()).isEmpty();
  }

  @Test
  void requests_waitForALimitedTime_andAreToldOfTheFunction() throws Exception {
    CompletableFuture<Watermark> write = hang();
    assertThatThrownBy(() -> service.update("numbers", List.of(Entry.of("b", 2L))))
        .isInstanceOf(ServiceBusyException.class)
        .hasMessageContainingAll("numbers.map(", "at key stuck", "was not carried out");
    assertThatThrownBy(() -> service.reload(new Service(source)))
        .isInstanceOf(ServiceBusyException.class)
        .hasMessageContaining("at key stuck");
    assertThatThrownBy(() -> service.inspector().nodes()).isInstanceOf(ServiceBusyException.class);
    assertThatThrownBy(() -> source.callbacks().delivered("a"))
        .isInstanceOf(ServiceBusyException.class);
    assertThat(service.getAll("all")).hasSize(1);
    assertThat(service.getInput("numbers")).hasSize(1);

    Hang.released.countDown();
    write.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    assertThat(service.reload(new Service(source)).ended()).isZero();
  }

  @Test
  void deliveriesOfSources_areRefusedInTime_andGoInWithTheNext() throws Exception {
    CompletableFuture<Watermark> write = hang();
    CompletionStage<Void> refused = source.callbacks().update(List.of(Entry.of("b", 2L)), false);
    assertThatThrownBy(() -> refused.toCompletableFuture().join())
        .hasCauseInstanceOf(ServiceBusyException.class);
    source.callbacks().error(new IllegalStateException("lost"));

    Hang.released.countDown();
    write.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    service.update("numbers", List.of());
    assertThat(service.sourceStatuses().getFirst().state()).isEqualTo(SourceStatus.State.STALE);
    source.callbacks().update(List.of(Entry.of("c", 3L)), false).toCompletableFuture().join();
    assertThat(service.getAll("mirror"))
        .isEqualTo(List.of(Entry.of("a", 1L), Entry.of("b", 2L), Entry.of("c", 3L)));
    assertThat(service.sourceStatuses().getFirst().state()).isEqualTo(SourceStatus.State.LIVE);
  }

  @Test
  void endOfTheService_doesNotWaitForTheFunction_norForThoseThatWaitForIt() throws Exception {
    CompletableFuture<Watermark> write = hang();
    while (service.health().stuck().isEmpty()) {
      Thread.onSpinWait();
    }
    service.close();
    assertThat(write).isNotDone();
    assertThatThrownBy(() -> service.update("numbers", List.of(Entry.of("b", 2L))))
        .isInstanceOf(ServiceClosedException.class);
    while (source.unsubscribed.get() == 0) {
      Thread.onSpinWait();
    }
  }
}
