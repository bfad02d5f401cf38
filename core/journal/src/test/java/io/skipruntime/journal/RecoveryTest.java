package io.skipruntime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.SkipException;
import io.skipruntime.StorageException;
import io.skipruntime.engine.spi.StorageStatus;
import io.skipruntime.journal.file.FaultyFiles;
import io.skipruntime.journal.file.FaultyFiles.Fault;
import io.skipruntime.journal.file.Files;
import io.skipruntime.journal.log.LogFiles;
import io.skipruntime.journal.log.LogOptions;
import io.skipruntime.journal.snapshot.SnapshotFiles;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a journal gives back, on a disk that forgets and fails. */
class RecoveryTest {

  private static final long HOUR = 3_600_000;
  private static final long MINUTE = 60_000;
  private static final JournalOptions SMALL =
      JournalOptions.defaults().withLog(new LogOptions(16_384, 8_192, 0, 1, 1));

  private static ModelEngine start(Files files) {
    return ModelEngine.start(files, SMALL, HOUR);
  }

  private static void write(ModelEngine engine, int commits) {
    for (int i = 0; i < commits; i++) {
      engine.await(engine.write());
    }
  }

  private static void snapshot(ModelEngine engine) {
    DirectoryJournal journal = (DirectoryJournal) engine.journal();
    double before = journal.status().figures().getOrDefault("snapshots_total", 0.0);
    journal.requestSnapshot();
    while (journal.status().figures().getOrDefault("snapshots_total", 0.0) == before) {
      Thread.onSpinWait();
    }
  }

  private static void requireRecovered(ModelEngine engine, long leastTick) {
    assertThat(engine.tick()).isGreaterThanOrEqualTo(leastTick);
    assertThat(engine.contents()).isEqualTo(ModelEngine.contentsAt(engine.tick()));
  }

  @Test
  void orderlyStop_isContinuedInTheSameEpoch() {
    FaultyFiles files = new FaultyFiles();
    String epoch = "";
    for (int run = 0; run < 3; run++) {
      ModelEngine engine = start(files);
      requireRecovered(engine, run * 101L);
      assertThat(engine.isReplayed()).isFalse();
      assertThat(engine.epoch()).isEqualTo(run == 0 ? engine.epoch() : epoch);
      epoch = engine.epoch();
      write(engine, 100);
      engine.close();
    }
  }

  @Test
  void crash_isReplayedInTheSameEpoch_byTheSameProgram() {
    FaultyFiles files = new FaultyFiles();
    ModelEngine engine = start(files);
    snapshot(engine); // what is replayed follows one
    write(engine, 100);
    ModelEngine next = start(files.afterCrash());
    assertThat(next.isReplayed()).isTrue();
    assertThat(next.epoch()).isEqualTo(engine.epoch());
    assertThat(next.tick()).isEqualTo(engine.tick());
    requireRecovered(next, 101);
    next.close();
    engine.close();
  }

  @Test
  void crash_isFoldedIntoANewEpoch_byAnotherProgram() {
    FaultyFiles files = new FaultyFiles();
    ModelEngine engine = ModelEngine.start(files, SMALL.withProgramVersion("1"), HOUR);
    write(engine, 100);
    snapshot(engine);
    write(engine, 100);
    ModelEngine next = ModelEngine.start(files.afterCrash(), SMALL.withProgramVersion("2"), HOUR);
    assertThat(next.isReplayed()).isFalse();
    assertThat(next.epoch()).isNotEqualTo(engine.epoch());
    requireRecovered(next, 201);
    next.close();
    engine.close();
  }

  @Test
  void crash_isFolded_whenReplayTakesTooLong() {
    FaultyFiles files = new FaultyFiles();
    ModelEngine engine = start(files);
    snapshot(engine); // what is replayed follows one
    write(engine, 50);
    ModelEngine next = ModelEngine.start(files.afterCrash(), SMALL.withReplayMillis(-1), HOUR);
    assertThat(next.isReplayed()).isFalse();
    requireRecovered(next, 51);
    next.close();
    engine.close();
  }

  /** Scenarios L13 and W4: again and again. */
  @Test
  void acknowledgedWrites_areThere_afterManyCrashesAndLossesOfPower() {
    Random random = new Random(7);
    FaultyFiles files = new FaultyFiles();
    long acknowledged = 0;
    for (int run = 0; run < Integer.getInteger("skip.losses", 100); run++) {
      ModelEngine engine = start(files);
      requireRecovered(engine, acknowledged);
      for (int i = random.nextInt(60); i > 0; i--) {
        long tick = engine.write();
        if (random.nextInt(3) == 0) {
          engine.await(tick);
        }
        if (random.nextInt(40) == 0) {
          snapshot(engine);
        }
      }
      acknowledged = engine.shownTick();
      FaultyFiles next = random.nextInt(3) > 0 ? files.afterPowerLoss(random) : files.afterCrash();
      engine.close();
      if (random.nextInt(5) == 0) {
        next = files.afterCrash();
        acknowledged = engine.tick();
      }
      files = next;
    }
  }

  /** Scenarios M2 and L15: a crash at any call while a snapshot is made and old files go. */
  @Test
  void acknowledgedWrites_areThere_whicheverCallFailsDuringSnapshots() {
    Random random = new Random(8);
    for (int call = 1; call < 60; call++) {
      FaultyFiles files = new FaultyFiles();
      ModelEngine engine = start(files);
      write(engine, 30);
      snapshot(engine);
      files.failAt(call, Fault.EIO, true);
      ((DirectoryJournal) engine.journal()).requestSnapshot();
      long acknowledged = engine.shownTick();
      while (files.calls() < call) {
        if (!tryToWrite(engine)) {
          break;
        }
        acknowledged = engine.shownTick();
      }
      FaultyFiles next = files.afterPowerLoss(random);
      ModelEngine recovered = start(next);
      requireRecovered(recovered, acknowledged);
      recovered.close();
      engine.journal().abandon();
    }
  }

  private static boolean tryToWrite(ModelEngine engine) {
    try {
      return engine.await(engine.write());
    } catch (StorageException e) {
      return false;
    }
  }

  /** Scenario M1. */
  @Test
  void damagedSnapshot_isPutAside_andTheOneBeforeAndTheLogGiveTheSame() throws IOException {
    FaultyFiles files = new FaultyFiles();
    ModelEngine engine = start(files);
    write(engine, 40);
    snapshot(engine);
    write(engine, 40);
    snapshot(engine);
    write(engine, 10);
    FaultyFiles crashed = files.afterCrash();
    engine.close();
    String name = SnapshotFiles.name(SnapshotFiles.ticks(crashed).getFirst());
    byte[] whole = crashed.get(name);
    for (int at = 0; at < whole.length; at += 1 + at % 13) {
      FaultyFiles damaged = crashed.afterCrash();
      byte[] bytes = whole.clone();
      bytes[at] ^= 4;
      damaged.put(name, bytes);
      ModelEngine next = ModelEngine.start(damaged, SMALL.withProgramVersion("other"), HOUR);
      requireRecovered(next, 91);
      assertThat(damaged.quarantined()).contains(Files.QUARANTINE + name);
      next.journal().abandon();
    }
  }

  /** Scenario L4: the service is not started, and the message says what to do. */
  @Test
  void damageBelowTheAcknowledgedEnd_refusesTheStart() throws IOException {
    FaultyFiles files = new FaultyFiles();
    ModelEngine engine = start(files);
    snapshot(engine); // so that no later one lets the first file of the log go
    write(engine, 300);
    engine.close();
    String first = LogFiles.name(LogFiles.numbers(files).getFirst());
    byte[] bytes = files.get(first);
    bytes[6_000] ^= 1;
    FaultyFiles damaged = files.afterCrash();
    damaged.put(first, bytes);
    SnapshotFiles.ticks(files)
        .forEach(tick -> {
          try {
            damaged.delete(SnapshotFiles.name(tick));
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    assertThatThrownBy(() -> start(damaged))
        .isInstanceOf(SkipException.class)
        .hasMessageContaining(first)
        .hasMessageContaining("skip data restore")
        .hasMessageContaining("skip data repair");
  }

  /** Scenario L14. */
  @Test
  void secondService_isRefused_untilTheFirstHasStopped() {
    FaultyFiles files = new FaultyFiles();
    ModelEngine engine = start(files);
    assertThatThrownBy(() -> start(files))
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("in use");
    engine.close();
    start(files).close();
  }

  /** Scenario L8. */
  @Test
  void writesAreRefused_afterAForceThatFailed() {
    FaultyFiles files = new FaultyFiles();
    ModelEngine engine = start(files);
    write(engine, 10);
    files.failAt(1, Fault.EIO, true);
    long tick = engine.write();
    assertThat(engine.await(tick)).isFalse();
    assertThatThrownBy(engine::write)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("start the service again");
    assertThat(engine.journal().status().state()).isEqualTo(StorageStatus.State.FAILED);
    long shown = engine.shownTick();
    engine.journal().abandon();
    files.failAt(Integer.MAX_VALUE, Fault.EIO, false);
    ModelEngine next = start(files.afterPowerLoss(new Random(9)));
    requireRecovered(next, shown);
    next.close();
  }

  /** Scenario L11. */
  @Test
  void writesAreRefusedWhileThereIsNoSpace_andGoOnByThemselves() {
    FaultyFiles files = new FaultyFiles();
    files.space(8_192 + 4_096);
    ModelEngine engine = start(files);
    while (engine.journal().status().state() != StorageStatus.State.FULL) {
      Thread.onSpinWait();
    }
    assertThatThrownBy(engine::write)
        .isInstanceOfSatisfying(
            StorageException.class,
            e -> assertThat(e.reason()).isEqualTo(StorageException.Reason.FULL));
    files.space(1 << 20);
    while (engine.journal().status().state() == StorageStatus.State.FULL) {
      Thread.onSpinWait();
    }
    write(engine, 10);
    engine.close();
  }

  /** Scenario M7: what is not needed any more goes. */
  @Test
  void oldFiles_go_whenSnapshotsTakeTheirPlace() throws IOException {
    FaultyFiles files = new FaultyFiles();
    AtomicLong now = new AtomicLong(HOUR);
    ModelEngine engine = ModelEngine.start(files, SMALL, () -> Instant.ofEpochMilli(now.get()));
    for (int i = 0; i < 20; i++) {
      write(engine, 100);
      snapshot(engine);
      now.addAndGet(MINUTE);
    }
    assertThat(SnapshotFiles.ticks(files).size()).isLessThanOrEqualTo(5);
    assertThat(LogFiles.numbers(files).size()).isLessThan(10);
    List<Long> numbers = LogFiles.numbers(files);
    assertThat(numbers.getFirst()).isGreaterThan(1);
    ModelEngine next = start(files.afterCrash());
    requireRecovered(next, 2_001);
    next.close();
    engine.close();
  }
}
