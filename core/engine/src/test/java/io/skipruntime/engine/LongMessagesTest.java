package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.skipruntime.AsyncCallException;
import io.skipruntime.AsyncFunction;
import io.skipruntime.AsyncOptions;
import io.skipruntime.Command;
import io.skipruntime.CommandContext;
import io.skipruntime.CommandRefusedException;
import io.skipruntime.Commands;
import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.InvalidInputException;
import io.skipruntime.Loadable;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.ResourceSink;
import io.skipruntime.Resources;
import io.skipruntime.Sink;
import io.skipruntime.SinkException;
import io.skipruntime.SinkStatus;
import io.skipruntime.SkipService;
import io.skipruntime.SourceStatus;
import io.skipruntime.Values;
import io.skipruntime.json.FailureText;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Messages of an author's that are as long as data: wherever they come out, they are cut, and say
 * how long they were.
 */
class LongMessagesTest {

  private static final long TIMEOUT_SECONDS = 20;
  private static final int LENGTH = 3_000_000;
  private static final String NOTICE = "… (cut, of " + LENGTH + " characters)";

  private static String message() {
    return "x".repeat(LENGTH);
  }

  private static void requireCut(String told) {
    assertThat(told).endsWith(NOTICE);
    assertThat(told.length()).isLessThan(FailureText.MOST_CHARACTERS + 100);
  }

  /** Fails for negative values. */
  private record Failing() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      if (values.getUnique() < 0) {
        throw new IllegalStateException(message());
      }
      out.emit(key, values.getUnique());
    }
  }

  /** A number whose constructor refuses negative ones. */
  record Checked(long number) {
    Checked {
      if (number < 0) {
        throw new IllegalArgumentException(message());
      }
    }
  }

  private record Calls() implements AsyncFunction<Long, Long, Long> {
    @Override
    public Long call(Long key, Long value) {
      throw AsyncCallException.lasting(message());
    }
  }

  record Refusing() implements Command<Inputs, Inputs, Long> {
    @Override
    public Long run(Inputs in, Inputs shared, CommandContext context) {
      throw CommandRefusedException.conflict(message());
    }
  }

  record Inputs(EagerCollection<Long, Long> numbers, EagerCollection<Long, Checked> checked) {}

  record Own() implements Resource<Inputs> {
    @Override
    public EagerCollection<?, ?> instantiate(Inputs shared, Context context) {
      return shared.numbers().map(new Failing());
    }
  }

  record Outside() implements Resource<Inputs> {
    @Override
    public EagerCollection<?, ?> instantiate(Inputs shared, Context context) {
      return context.useExternalResource(
          ExternalResource.of("source", "all", Long.class, Long.class));
    }
  }

  private static final class Source implements ExternalService {
    private volatile @Nullable Callbacks callbacks;

    Callbacks callbacks() {
      return Objects.requireNonNull(callbacks);
    }

    @Override
    public CompletionStage<Void> subscribe(
        String instance, String resource, Json params, Callbacks toCall) {
      callbacks = toCall;
      return toCall.update(List.of(Entry.of(1L, 1L)), true);
    }

    @Override
    public void unsubscribe(String instance) {
      // nothing is held
    }
  }

  private static final class BrokenSink implements Sink {
    @Override
    public Connection connect(Sink.Context context) throws SinkException {
      throw SinkException.lasting(message());
    }
  }

  private record Service(Source source) implements SkipService<Inputs, Inputs> {
    @Override
    public Resources<Inputs> resources() {
      return Resources.<Inputs>empty()
          .and("own", Own.class)
          .and("outside", Outside.class)
          .and(
              "calls",
              (in, context) ->
                  in.numbers().mapAsync(new Calls(), AsyncOptions.of("calls", Long.class)));
    }

    @Override
    public Commands<Inputs, Inputs> commands() {
      return Commands.of("refusing", Refusing.class);
    }

    @Override
    public Map<String, ExternalService> externalServices() {
      return Map.of("source", source);
    }

    @Override
    public Map<String, ResourceSink> sinks() {
      return Map.of("broken", ResourceSink.of("own", new BrokenSink()));
    }

    @Override
    public Inputs createGraph(Inputs in, Context context) {
      return in;
    }
  }

  private final Source source = new Source();
  private final ServiceInstance service = ServiceInstance.start(new Service(source));

  @AfterEach
  void close() {
    service.close();
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void functionThatFails() {
    service.update("numbers", List.of(Entry.of(1L, -1L)));
    ComputationException failure =
        (ComputationException) catchThrowable(() -> service.getAll("own", new Own()));
    requireCut(failure.causeMessage());
    requireCut(String.valueOf(failure.getMessage()));
    assertThat(failure.getMessage()).contains("map(Failing) failed for key 1");
  }

  @Test
  void constructorThatRefusesAValue() {
    InvalidInputException failure =
        (InvalidInputException)
            catchThrowable(() ->
                service.update("checked", List.of(Entry.of(1L, Json.parse("{\"number\":-1}")))));
    requireCut(failure.problems().getFirst().detail());
    requireCut(String.valueOf(failure.getMessage()));
  }

  @Test
  void commandThatRefuses() {
    CommandRefusedException failure =
        (CommandRefusedException)
            catchThrowable(() -> service.commands().run("refusing", new Refusing()));
    requireCut(failure.reason());
  }

  @Test
  void callThatFails() {
    service.update("numbers", List.of(Entry.of(1L, 1L)));
    service.instantiateResource("calls", "calls", new Resources.NoParameters());
    await(
        "the outcome",
        () ->
            service.<Long, Loadable<Long>>getAll("calls").getFirst().values().getFirst()
                instanceof Loadable.Failure<Long>);
    Loadable<Long> outcome =
        service.<Long, Loadable<Long>>getAll("calls").getFirst().values().getFirst();
    requireCut(((Loadable.Failure<Long>) outcome).error());
  }

  @Test
  void sourceThatIsInTrouble() {
    service.instantiateResource("outside", "outside", new Outside());
    source.callbacks().error(new IllegalStateException(message()));
    source.callbacks().warn(List.of(message()));
    ExternalService.Delivery delivery = source.callbacks().begin();
    delivery.reject(source.callbacks(), 2L, message());
    SourceStatus stale = service.sourceStatuses().getFirst();
    requireCut(stale.reason().orElseThrow());
    requireCut(stale.warnings().getFirst());
    delivery.commit().toCompletableFuture().join();
    source.callbacks().warn(List.of());
    requireCut(service.sourceStatuses().getFirst().rejected().first().getFirst().why());
  }

  @Test
  void sinkThatFails() {
    await(
        "the failure",
        () -> service.sinks().statuses().getFirst().state() == SinkStatus.State.STOPPED);
    requireCut(service.sinks().statuses().getFirst().reason().orElseThrow());
  }
}
