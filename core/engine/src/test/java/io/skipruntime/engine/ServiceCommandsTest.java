package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Command;
import io.skipruntime.CommandRefusedException;
import io.skipruntime.Commands;
import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.Entry;
import io.skipruntime.ForbiddenException;
import io.skipruntime.IdempotencyKeyReusedException;
import io.skipruntime.InvalidInputException;
import io.skipruntime.Principal;
import io.skipruntime.PrincipalRequiredException;
import io.skipruntime.Resources;
import io.skipruntime.ServiceBusyException;
import io.skipruntime.SkipService;
import io.skipruntime.UnknownCommandException;
import io.skipruntime.WiringException;
import io.skipruntime.engine.BiddingService.Bid;
import io.skipruntime.engine.BiddingService.Break;
import io.skipruntime.engine.BiddingService.Fault;
import io.skipruntime.engine.BiddingService.Increment;
import io.skipruntime.engine.BiddingService.Inputs;
import io.skipruntime.engine.BiddingService.Move;
import io.skipruntime.engine.BiddingService.Nest;
import io.skipruntime.engine.BiddingService.PlaceBid;
import io.skipruntime.engine.BiddingService.Shared;
import io.skipruntime.engine.journal.MemoryJournal;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commands of a service in memory. */
final class ServiceCommandsTest {

  private static final Principal ANN = new Principal("https://issuer.example", "ann");

  private final TestClock clock = new TestClock();
  private ServiceInstance service =
      ServiceInstance.start(new BiddingService(), EngineOptions.defaults().withClock(clock));

  @AfterEach
  void close() {
    service.close();
  }

  private CommandAnswer run(String name, Object params) {
    return service.commands().run(name, params);
  }

  private long counter(String name) {
    return service.<String, Long>getInput("counters").stream()
        .filter(each -> each.key().equals(name))
        .mapToLong(each -> each.values().getFirst())
        .sum();
  }

  @Test
  void command_readsAndWritesOneVersion_andAnswersWithItsWatermark() {
    CommandAnswer first = run("place_bid", new PlaceBid("vase", 10));
    assertThat(first.result()).hasToString("{\"beaten\":null,\"id\":0}");
    assertThat(first.watermark()).isEqualTo(service.watermark());
    assertThat(service.getAll("highest")).containsExactly(Entry.of("vase", 10L));

    CommandAnswer second = run("place_bid", Json.parse("{\"item\":\"vase\",\"amount\":11}"));
    assertThat(second.result()).hasToString("{\"beaten\":10,\"id\":1}");
    assertThat(service.getInput("bids"))
        .containsExactly(Entry.of(0L, new Bid("vase", 10)), Entry.of(1L, new Bid("vase", 11)));
  }

  @Test
  void command_refuses_andNothingChanges() {
    run("place_bid", new PlaceBid("vase", 10));
    Watermark before = service.watermark();

    assertThatThrownBy(() -> run("place_bid", new PlaceBid("vase", 10)))
        .isInstanceOfSatisfying(
            CommandRefusedException.class,
            refusal -> {
              assertThat(refusal.kind()).isEqualTo(CommandRefusedException.Kind.CONFLICT);
              assertThat(refusal.reason()).isEqualTo("the bid must beat 10");
            });
    assertThatThrownBy(() -> run("place_bid", new PlaceBid("vase", 0)))
        .isInstanceOfSatisfying(
            CommandRefusedException.class,
            refusal -> assertThat(refusal.kind()).isEqualTo(CommandRefusedException.Kind.INVALID));
    assertThat(service.watermark()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void command_leavesNoTrace_whenItBreaksARule(Fault fault) {
    Watermark before = service.watermark();
    int nodes = service.nodeCount();
    Class<?> expected =
        switch (fault) {
          case FORBID -> ForbiddenException.class;
          case FORBID_WITH_REASON -> CommandRefusedException.class;
          default -> ComputationException.class;
        };

    assertThatThrownBy(() -> run("break", new Break(fault))).isInstanceOf(expected);

    assertThat(service.watermark()).isEqualTo(before);
    assertThat(service.nodeCount()).isEqualTo(nodes);
    assertThat(service.getInput("counters")).isEmpty();
    assertThat(run("increment", new Increment("likes")).result()).isEqualTo(Json.of(0));
  }

  @Test
  void command_leavesNoTrace_whenReadersWouldRefuseItsResult() {
    for (int depth : new int[] {501, 20_000}) {
      assertThatThrownBy(() -> run("nest", new Nest(depth)))
          .isInstanceOf(ComputationException.class)
          .hasMessageContaining("nested more than 500 deep");
      assertThat(service.getInput("counters")).isEmpty();
    }
    assertThat(Json.parse(run("nest", new Nest(500)).result().toUtf8()))
        .isEqualTo(run("nest", new Nest(500)).result());
  }

  @Test
  void command_isTakenBackWholly_whenTheGraphFailsForWhatItWrote() {
    service.update("counters", List.of(Entry.of("a", 5L)));

    assertThat(run("move", new Move("a", "b", 3)).result()).isEqualTo(Json.of(0));
    assertThatThrownBy(() -> run("move", new Move("a", "b", 3)))
        .isInstanceOf(ComputationException.class)
        .hasMessageContaining("a counter below zero");

    assertThat(service.getInput("counters")).containsExactly(Entry.of("a", 2L), Entry.of("b", 3L));
  }

  @Test
  void command_getsThePrincipal_theTime_andLazyEntries() {
    service.update("counters", List.of(Entry.of("likes", 21L)));

    CommandAnswer answer = run("look", new ClientParams(Json.object(Map.of()), Optional.of(ANN)));

    assertThat(answer.result())
        .isEqualTo(
            Json.parse(
                "{\"subject\":\"ann\",\"now\":\"2026-01-01T00:00:00.000000000Z\",\"doubled\":42}"));
    assertThatThrownBy(() -> run("look", Json.object(Map.of())))
        .isInstanceOf(PrincipalRequiredException.class)
        .hasMessageStartingWith("command look is for");
    assertThatThrownBy(
            () -> run("look", new ClientParams(Json.parse("{\"user\":{}}"), Optional.of(ANN))))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void command_isRefused_whenItOrItsParametersAreUnknown() {
    assertThatThrownBy(() -> run("buy", Json.NULL))
        .isInstanceOf(UnknownCommandException.class)
        .hasMessageContaining("place_bid");
    assertThatThrownBy(() -> run("place_bid", Json.parse("{\"item\":1}")))
        .isInstanceOfSatisfying(
            InvalidInputException.class, invalid -> assertThat(invalid.problems()).hasSize(2));
  }

  @Test
  void counters_loseNoUpdate_underContention() throws Exception {
    int threads = 8;
    int each = 500;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(
            pool.submit(() -> {
              for (int j = 0; j < each; j++) {
                run("increment", new Increment("likes"));
              }
            }));
      }
      for (Future<?> future : running) {
        future.get();
      }
    }
    assertThat(counter("likes")).isEqualTo(4_000);
  }

  @Test
  void highestBid_neverGoesDown_underContention() throws Exception {
    int threads = 8;
    List<Long> accepted = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(
            pool.submit(() -> {
              for (int j = 0; j < 100; j++) {
                long amount = ThreadLocalRandom.current().nextLong(1, 10_000);
                try {
                  run("place_bid", new PlaceBid("vase", amount));
                  synchronized (accepted) {
                    accepted.add(amount);
                  }
                } catch (CommandRefusedException beaten) {
                  assertThat(beaten.kind()).isEqualTo(CommandRefusedException.Kind.CONFLICT);
                }
              }
            }));
      }
      for (Future<?> future : running) {
        future.get();
      }
    }
    List<Long> amounts =
        service.<Long, Bid>getInput("bids").stream()
            .map(bid -> bid.values().getFirst().amount())
            .toList();
    assertThat(amounts).isSorted().doesNotHaveDuplicates().hasSameElementsAs(accepted);
  }

  @Test
  void sameKey_runsTheCommandOnce_andGivesTheSameAnswer() {
    CommandAnswer first = service.commands().run("increment", new Increment("likes"), "key");
    run("increment", new Increment("likes"));

    assertThat(service.commands().run("increment", new Increment("likes"), "key")).isEqualTo(first);
    assertThat(counter("likes")).isEqualTo(2);
    assertThatThrownBy(() -> service.commands().run("increment", new Increment("dislikes"), "key"))
        .isInstanceOf(IdempotencyKeyReusedException.class);
  }

  @Test
  void sameKey_isAnotherRequest_ofAnotherPrincipalOrCommand() {
    Json params = Json.parse("{\"counter\":\"likes\"}");
    service.commands().run("increment", params, "key");
    service.commands().run("increment", new ClientParams(params, Optional.of(ANN)), "key");
    Principal annLater =
        new Principal(ANN.issuer(), ANN.subject(), Map.of("role", Json.of("admin")));
    service.commands().run("increment", new ClientParams(params, Optional.of(annLater)), "key");
    service.commands().run("place_bid", new PlaceBid("vase", 1), "key");

    assertThat(counter("likes")).isEqualTo(2);
  }

  @Test
  void sameKey_getsTheSameRefusal_butAFailureCanBeTriedAgain() {
    run("place_bid", new PlaceBid("vase", 10));
    PlaceBid bid = new PlaceBid("vase", 5);
    assertThatThrownBy(() -> service.commands().run("place_bid", bid, "low"))
        .isInstanceOf(CommandRefusedException.class);
    service.update("bids", List.of(Entry.deleted(0L)));
    assertThatThrownBy(() -> service.commands().run("place_bid", bid, "low"))
        .isInstanceOf(CommandRefusedException.class)
        .hasMessage("the bid must beat 10");

    Move move = new Move("a", "b", 3);
    assertThatThrownBy(() -> service.commands().run("move", move, "move"))
        .isInstanceOf(ComputationException.class);
    service.update("counters", List.of(Entry.of("a", 5L)));
    service.commands().run("move", move, "move");
    assertThat(counter("b")).isEqualTo(3);
  }

  @Test
  void sameKey_runsTheCommandOnce_underContention() throws Exception {
    List<CommandAnswer> answers = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      List<Future<CommandAnswer>> running = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String key = "key " + i / 8;
        running.add(
            pool.submit(() -> service.commands().run("increment", new Increment("likes"), key)));
      }
      for (Future<CommandAnswer> future : running) {
        answers.add(future.get());
      }
    }
    assertThat(counter("likes")).isEqualTo(25);
    for (int i = 0; i < 200; i++) {
      assertThat(answers.get(i)).isEqualTo(answers.get(i / 8 * 8));
    }
  }

  private void restart(MemoryJournal journal) {
    ServiceInstance next =
        ServiceInstance.start(
            new BiddingService(),
            EngineOptions.defaults().withPersistence(journal).withWaitMillis(200));
    service.close();
    service = next;
  }

  @ParameterizedTest
  @EnumSource
  void acknowledgedCommand_survivesACrash_andSoDoesItsAnswer(MemoryJournal.Way way) {
    MemoryJournal journal = MemoryJournal.delayed(1, way);
    restart(journal);
    Json first = service.commands().run("increment", new Increment("likes"), "key").result();

    journal.crash();
    restart(journal);

    assertThat(counter("likes")).isEqualTo(1);
    assertThat(service.commands().run("increment", new Increment("likes"), "key").result())
        .isEqualTo(first);
    assertThat(counter("likes")).isEqualTo(1);
    service.commands().run("increment", new Increment("likes"), "other key");
    assertThat(counter("likes")).isEqualTo(2);
  }

  @Test
  void command_thatWaitedForTheStorageInVain_isNotRunAgainUnderItsKey() {
    MemoryJournal journal = MemoryJournal.delayed(1, MemoryJournal.Way.REPLAY);
    restart(journal);
    journal.stall();
    assertThatThrownBy(() -> service.commands().run("increment", new Increment("likes"), "key"))
        .isInstanceOf(ServiceBusyException.class);
    assertThatThrownBy(() -> service.commands().run("increment", new Increment("likes"), "key"))
        .isInstanceOf(ServiceBusyException.class);
    journal.goOn();

    CommandAnswer answer = service.commands().run("increment", new Increment("likes"), "key");

    assertThat(answer.result()).isEqualTo(Json.of(0));
    assertThat(counter("likes")).isEqualTo(1);
  }

  @Test
  void refusal_isToldWhenWhatItRestsOnIsDurable() {
    MemoryJournal journal = MemoryJournal.delayed(1, MemoryJournal.Way.REPLAY);
    restart(journal);
    journal.stall();
    assertThatThrownBy(() -> run("place_bid", new PlaceBid("vase", 10)))
        .isInstanceOf(ServiceBusyException.class);
    assertThatThrownBy(() -> run("place_bid", new PlaceBid("vase", 9)))
        .isInstanceOf(ServiceBusyException.class);
    journal.goOn();
    assertThatThrownBy(() -> run("place_bid", new PlaceBid("vase", 9)))
        .isInstanceOf(CommandRefusedException.class);
  }

  /** Where a command hangs, which may have nothing of a test in itself. */
  private static final class Hang {
    private static final CountDownLatch ENTERED = new CountDownLatch(1);
    private static final CountDownLatch RELEASED = new CountDownLatch(1);

    private Hang() {}

    static void here() {
      ENTERED.countDown();
      try {
        RELEASED.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void writes_areToldOfTheCommandThatTheyWaitFor() throws Exception {
    service.close();
    service = ServiceInstance.start(new Later(), EngineOptions.defaults().withWaitMillis(100));
    try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
      Future<CommandAnswer> hanging = pool.submit(() -> run("hang", new Adding("likes", 1)));
      Hang.ENTERED.await();
      assertThatThrownBy(() -> service.update("counters", List.of(Entry.of("a", 1L))))
          .isInstanceOf(ServiceBusyException.class)
          .hasMessageContaining("command hang");
      assertThatThrownBy(() -> run("add", new Adding("likes", 1)))
          .isInstanceOf(ServiceBusyException.class);
      assertThat(counter("likes")).isZero();
      Hang.RELEASED.countDown();
      assertThat(hanging.get().result()).isEqualTo(Json.of(1));
    }
    assertThat(counter("likes")).isEqualTo(1);
  }

  /** The same inputs, with one command that has another parameter and adds two. */
  static final class Later implements SkipService<Inputs, Shared> {
    private final BiddingService before = new BiddingService();

    @Override
    public Resources<Shared> resources() {
      return before.resources();
    }

    @Override
    public Commands<Inputs, Shared> commands() {
      return Commands.<Inputs, Shared, Adding, Long>of(
              "add", Adding.class, Long.class, Later::adding)
          .and(
              "hang",
              Adding.class,
              Long.class,
              parameters ->
                  (inputs, shared, context) -> {
                    Hang.here();
                    return adding(parameters).run(inputs, shared, context);
                  });
    }

    private static Command<Inputs, Shared, Long> adding(Adding adding) {
      return (inputs, shared, context) -> {
        long sum = inputs.counters().getUnique(adding.counter(), 0L) + adding.more();
        context.put(inputs.counters(), adding.counter(), sum);
        return sum;
      };
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return before.createGraph(in, context);
    }
  }

  record Adding(String counter, long more) {}

  @Test
  void reload_replacesTheCommands_andKeepsWhatIsRemembered() {
    CommandAnswer first = service.commands().run("increment", new Increment("likes"), "key");
    service.reload(new Later());

    assertThat(service.commands().names()).containsExactly("add", "hang");
    assertThatThrownBy(() -> run("increment", new Increment("likes")))
        .isInstanceOf(UnknownCommandException.class);
    assertThat(run("add", new Adding("likes", 2)).result()).isEqualTo(Json.of(3));

    service.reload(new BiddingService());
    assertThat(service.commands().run("increment", new Increment("likes"), "key")).isEqualTo(first);
  }

  @Test
  void mistakesOfCommands_areReportedTogether() {
    SkipService<Inputs, Shared> wrong =
        new SkipService<>() {
          @Override
          public Resources<Shared> resources() {
            return Resources.empty();
          }

          @Override
          public Commands<Inputs, Shared> commands() {
            return Commands.of("a/b", Increment.class)
                .and("twice", Increment.class)
                .and("twice", Increment.class)
                .and("untyped", Adding.class, Object.class, adding -> (in, shared, out) -> "");
          }

          @Override
          public Shared createGraph(Inputs in, Context context) {
            return new BiddingService().createGraph(in, context);
          }
        };
    assertThatThrownBy(() -> ServiceInstance.start(wrong))
        .isInstanceOf(WiringException.class)
        .hasMessageContaining("a/b")
        .hasMessageContaining("command twice is defined twice")
        .hasMessageContaining("result of command untyped");
    assertThatThrownBy(
            () -> Commands.of("increment", Increment.class).forAnybody("increment", "decrement"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("decrement");
    assertThat(service.commands().isForAnybody("increment")).isTrue();
    assertThat(service.commands().isForAnybody("place_bid")).isFalse();
  }
}
