package io.skipruntime.testkit.adapter;

import io.skipruntime.Entry;
import io.skipruntime.SinkStatus;
import io.skipruntime.SinkStatus.State;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.testkit.adapter.FaultySink.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract of a sink, as tests that each passes with the real system it writes to. A test class
 * extends this class and opens a {@link TestedSink}.
 *
 * <ul>
 *   <li>A new target is given all entries, and loses what it has besides; then it is given what
 *       changes, net for each key.
 *   <li>No key goes back to an earlier state for good, whatever fails: the target, the connection
 *       before a batch, or the connection after it.
 *   <li>A target that is away is tried again, and is given what it lacks then.
 *   <li>An entry that the target refuses is listed, has no place at the target, and holds up no
 *       other.
 *   <li>A resync mends what was changed by hand.
 *   <li>After a restart with persistence the sink goes on where it was; without it begins again,
 *       and the target is right in both cases.
 *   <li>A target that keeps the position is given no batch twice, and a process that was replaced
 *       writes to it no more.
 *   <li>A service that is closed gives the target what it lacks, is not held up by one that is
 *       away, and leaves nothing.
 * </ul>
 *
 * <p>The system property {@code skip.adapter.rounds} lengthens the random test, and {@code
 * skip.seed} repeats one.
 */
public abstract non-sealed class SinkContract extends AdapterContract<TestedSink> {

  private static final int ROUNDS = Integer.getInteger("skip.adapter.rounds", 3);
  private static final int ROUNDS_PER_OUTAGE = 3;
  private static final int KEYS = 6;
  private static final long PATIENT_MILLIS = 60_000;
  private static final long HASTY_MILLIS = 1_000;

  private final List<FeedingService> started = new ArrayList<>();

  @TempDir private Path directory = Path.of("");

  @AfterEach
  final void closeAll() {
    for (FeedingService each : started) {
      each.line().cut();
      each.close();
    }
  }

  private FeedingService start(TestedSink target, EngineOptions options) throws Exception {
    return start(target, options, PATIENT_MILLIS);
  }

  private FeedingService start(TestedSink target, EngineOptions options, long closeMillis)
      throws Exception {
    FeedingService service = FeedingService.start(target, options.withCloseMillis(closeMillis));
    started.add(service);
    return service;
  }

  private FeedingService start(TestedSink target) throws Exception {
    return start(target, EngineOptions.defaults());
  }

  private void stop(FeedingService service) {
    started.remove(service);
    service.close();
  }

  @Test
  void target_isGivenEverything_andThenWhatChanges() throws Exception {
    TestedSink target = openWith();
    target.putByHand("stray", 9);
    FeedingService service = start(target);
    service.put("a", 1);
    service.put("b", 2);
    service.delivers(Map.of("a", 1L, "b", 2L));
    service.put("a", 3);
    service.delivers(Map.of("a", 3L, "b", 2L));
    service.delete("b");
    service.delivers(Map.of("a", 3L));
    Assertions.assertEquals(1, service.status().written().resyncs());
    Assertions.assertEquals(0, service.status().written().failures());
  }

  @Test
  void keyThatIsPutDeletedAndPut_isThere() throws Exception {
    FeedingService service = start(openWith());
    for (long number = 0; number < 10; number++) {
      service.put("a", number);
      service.delete("a");
      service.put("a", number + 100);
    }
    service.delivers(Map.of("a", 109L));
  }

  @Test
  void key_neverGoesBack_whereverTheConnectionBreaks() throws Exception {
    TestedSink target = openWith();
    FeedingService service = start(target);
    service.put("a", 0);
    service.delivers(Map.of("a", 0L));
    long last = 0;
    for (long number = 1; number <= 12; number++) {
      if (number % 3 == 0) {
        service.line().fail(number % 2 == 0 ? Fault.BEFORE : Fault.AFTER);
      }
      service.put("a", number);
      long seen = Objects.requireNonNull(target.contents().get("a"));
      Assertions.assertTrue(seen >= last && seen <= number, seen + " after " + last);
      last = seen;
    }
    service.delivers(Map.of("a", 12L));
  }

  @Test
  void keyThatIsGoneAgain_isDeleted_whenABatchHadBroughtIt() throws Exception {
    TestedSink target = openWith();
    FeedingService service = start(target);
    service.put("a", 1);
    service.delivers(Map.of("a", 1L));
    service.line().fail(Fault.AFTER, Fault.BEFORE, Fault.BEFORE);
    service.put("b", 2);
    Waiting.until(() -> target.contents().containsKey("b"), () -> service.status().toString());
    service.delete("b");
    service.delivers(Map.of("a", 1L));
  }

  @Test
  void targetThatIsAway_isGivenWhatItLacks_whenItIsBack() throws Exception {
    TestedSink target = openWith(Ability.OUTAGE);
    FeedingService service = start(target);
    service.put("a", 1);
    service.put("b", 2);
    service.delivers(Map.of("a", 1L, "b", 2L));
    interrupt(target);
    service.put("a", 3);
    service.becomes(State.RETRYING);
    Assertions.assertTrue(service.status().reason().isPresent());
    service.put("a", 4);
    service.delete("b");
    service.put("c", 5);
    restore(target);
    service.delivers(Map.of("a", 4L, "c", 5L));
    Assertions.assertTrue(service.status().reason().isEmpty());
  }

  @Test
  void entryThatIsRefused_isListed_andHoldsUpNoOther() throws Exception {
    TestedSink target = openWith(Ability.REFUSE);
    FeedingService service = start(target);
    service.put("a", 1);
    service.delivers(Map.of("a", 1L));
    Entry<String, Long> refused = target.refused();
    service.put(List.of(refused, Entry.of("a", 2L), Entry.of("b", 3L)));
    service.delivers(Map.of("a", 2L, "b", 3L));
    SinkStatus status = service.status();
    Assertions.assertEquals(1, status.refused().count(), status.toString());
    service.delete(refused.key());
    service.put("c", 4);
    service.delivers(Map.of("a", 2L, "b", 3L, "c", 4L));
  }

  @Test
  void resync_mendsWhatWasChangedByHand() throws Exception {
    TestedSink target = openWith();
    FeedingService service = start(target);
    service.put("a", 1);
    service.put("b", 2);
    service.delivers(Map.of("a", 1L, "b", 2L));
    target.putByHand("a", 99);
    target.putByHand("stray", 99);
    service.resync();
    service.delivers(Map.of("a", 1L, "b", 2L));
  }

  @Test
  void sink_goesOnWhereItWas_afterARestart() throws Exception {
    TestedSink target = openWith();
    FeedingService before = start(target, Persistent.in(directory));
    before.put("a", 1);
    before.put("b", 2);
    before.delivers(Map.of("a", 1L, "b", 2L));
    before.line().cut();
    before.delete("a");
    before.put("c", 3);
    stop(before);
    FeedingService after = start(target, Persistent.in(directory));
    after.delivers(Map.of("b", 2L, "c", 3L));
    Assertions.assertEquals(0, after.status().written().resyncs());
  }

  @Test
  void sink_beginsAgain_afterARestartWithoutPersistence() throws Exception {
    TestedSink target = openWith();
    FeedingService before = start(target);
    before.put("a", 1);
    before.put("b", 2);
    before.delivers(Map.of("a", 1L, "b", 2L));
    stop(before);
    FeedingService after = start(target);
    after.put("b", 3);
    after.delivers(Map.of("b", 3L));
  }

  @Test
  void targetThatKeepsThePosition_isGivenNoBatchTwice() throws Exception {
    FeedingService service = start(openWith(Ability.POSITION), Persistent.in(directory));
    for (long number = 0; number < 6; number++) {
      service.line().fail(number % 2 == 0 ? Fault.AFTER : Fault.BEFORE);
      service.put("a", number);
      service.delivers(Map.of("a", number));
    }
    Assertions.assertFalse(service.line().isRepeated());
  }

  @Test
  void processThatWasReplaced_writesNoMore() throws Exception {
    TestedSink target = openWith(Ability.POSITION);
    FeedingService old = start(target);
    old.put("a", 1);
    old.delivers(Map.of("a", 1L));
    FeedingService current = start(target);
    current.put("b", 2);
    current.delivers(Map.of("b", 2L));
    old.put("c", 3);
    old.becomes(State.STOPPED);
    Assertions.assertTrue(old.status().reason().orElseThrow().contains("another process"));
    current.put("d", 4);
    current.delivers(Map.of("b", 2L, "d", 4L));
  }

  @Test
  void close_givesTheTargetWhatItLacks_andLeavesNothing() throws Exception {
    TestedSink target = openWith();
    Set<Thread> before = Waiting.threads();
    for (long number = 0; number < 3; number++) {
      FeedingService service = start(target);
      service.put("a", number);
      stop(service);
      Assertions.assertEquals(Map.of("a", number), target.contents());
    }
    Waiting.untilEnded(before, target::isOwn);
  }

  @Test
  void close_isNotHeldUp_byATargetThatIsAway() throws Exception {
    TestedSink target = openWith(Ability.OUTAGE);
    Set<Thread> before = Waiting.threads();
    FeedingService service = start(target, EngineOptions.defaults(), HASTY_MILLIS);
    service.put("a", 1);
    service.delivers(Map.of("a", 1L));
    interrupt(target);
    try {
      service.put("a", 2);
      service.becomes(State.RETRYING);
      stop(service);
      Waiting.untilEnded(before, target::isOwn);
    } finally {
      restore(target);
    }
  }

  @Test
  void targetEqualsTheService_whateverFails() throws Exception {
    TestedSink target = openWith();
    long seed = Long.getLong("skip.seed", System.nanoTime());
    Random random = new Random(seed);
    EngineOptions options =
        random.nextBoolean() ? Persistent.in(directory) : EngineOptions.defaults();
    try {
      for (int round = 0; round < ROUNDS; round++) {
        FeedingService service = start(target, options);
        for (int step = 0; step < 4; step++) {
          boolean isAway =
              round % ROUNDS_PER_OUTAGE == 1
                  && step == 1
                  && target.abilities().contains(Ability.OUTAGE);
          if (isAway) {
            interrupt(target);
          } else {
            trouble(service, random);
          }
          change(service, random);
          if (isAway) {
            restore(target);
          }
        }
        service.line().heal();
        if (random.nextBoolean()) {
          service.delivers();
        }
        if (random.nextBoolean()) {
          service.line().cut();
        }
        stop(service);
      }
      start(target, options).delivers();
    } catch (AssertionError e) {
      throw new AssertionError("with -Dskip.seed=" + seed, e);
    }
  }

  private static void trouble(FeedingService service, Random random) {
    switch (random.nextInt(3)) {
      case 0 -> service.line().fail(Fault.BEFORE);
      case 1 -> service.line().fail(Fault.AFTER, Fault.AFTER);
      default -> service.line().heal();
    }
  }

  private static void change(FeedingService service, Random random) {
    for (int write = 0; write < 8; write++) {
      String key = "k" + random.nextInt(KEYS);
      if (random.nextInt(3) == 0) {
        service.delete(key);
      } else {
        service.put(key, random.nextInt(1_000));
      }
    }
  }
}
