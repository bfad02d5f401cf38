package io.skipruntime.workers;

import io.skipruntime.SkipException;
import io.skipruntime.engine.spi.CostlyFailureException;
import io.skipruntime.engine.spi.MirroredCollection;
import io.skipruntime.engine.spi.WaveRuns;
import io.skipruntime.engine.spi.Waves;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The processes that run the functions of a program. The first one runs all; the others take their
 * shares of waves that are long. Thread-safe.
 *
 * <p>Functions are pure, so that what was on its way in a process that ends is done again in
 * another: a turn once, a wave with each run announced, so that the entry that ends the process
 * again is known and is the one that fails. A run of one function that took longer than it may is
 * not made again, and several runs together get half of that time at first: that a write waits for
 * a function that never ends is bounded by two such times, with the start of a process, if one
 * function in the wave is like that. What several writes have caused together is not made again
 * here, as the engine makes each write by itself.
 *
 * <ul>
 *   <li>A frame is cut so that it takes about {@code FRAME_NANOS}, by what runs have cost lately:
 *       {@code nanosPerRun}.
 *   <li>Each collection that a process may have a mirror of is in {@code observed}.
 * </ul>
 */
final class WorkerPool implements Waves, AutoCloseable {

  private static final long LOOK_MILLIS = 20;
  private static final long FRAME_NANOS = 100_000_000;
  private static final long FIRST_NANOS_PER_RUN = 100_000;
  private static final int MOST_RUNS_PER_FRAME = 20_000;
  private static final int WORTH_SHARING = 200;
  private static final int ATTEMPTS = 2;

  /**
   * So many times faster than a single function has to be a frame of several runs that is made
   * again run by run if it is late. It was cut to take far less.
   */
  private static final int HASTE = 2;

  /** What a larger frame tells takes time itself. */
  private static final int SMALL_FRAME = 1 << 18;

  private final WorkerOptions options;
  private final WorkerSlot.Receiver receiver;
  private final List<WorkerSlot> slots = new CopyOnWriteArrayList<>();
  private final long functionMillis;
  private final TurnLock lock = new TurnLock();
  private final ScheduledExecutorService timer;
  private final Set<MirroredCollection> observed = new HashSet<>();
  private volatile long nanosPerRun = FIRST_NANOS_PER_RUN;

  /**
   * A pool whose processes have not been started.
   *
   * @param receiver takes what belongs to no turn
   */
  WorkerPool(WorkerOptions options, WorkerSlot.Receiver receiver) {
    this.functionMillis = options.functionMillis();
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("skip-worker-watch").unstarted(task));
    this.options = options;
    this.receiver = receiver;
    for (int i = 0; i < options.workers(); i++) {
      slots.add(new WorkerSlot(options, receiver, i == 0));
    }
  }

  /** Starts the processes. */
  void start() {
    slots.forEach(WorkerSlot::start);
    if (functionMillis > 0) {
      var unused =
          timer.scheduleWithFixedDelay(
              () -> endIfLate(functionMillis), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void endIfLate(long millis) {
    for (WorkerSlot slot : slots) {
      WorkerProcess process = slot.latest();
      if (process != null) {
        process.endIfLate(millis);
      }
    }
  }

  /**
   * A place for a process that runs other code of the program, to be put in place of the first one.
   * It runs nothing yet.
   */
  WorkerSlot startCandidate() {
    WorkerSlot candidate = new WorkerSlot(options, receiver, false);
    candidate.start();
    return candidate;
  }

  /** Lets another process run everything; gives the one that did. */
  WorkerSlot replaceMain(WorkerSlot next) {
    return slots.set(0, next);
  }

  /** The place of the process that runs everything. */
  WorkerSlot main() {
    return slots.getFirst();
  }

  /**
   * Runs a turn.
   *
   * @param service whose turn it is
   * @param function what runs, for messages
   * @param frame writes the frame that begins it, for a process; it is ended here
   * @throws SkipException if the process ends, and another one ends, too; or if it takes longer
   *     than it may
   * @throws RuntimeException if the turn fails
   */
  Json turn(Object service, String function, Function<TurnFrame, JsonWriter> frame, Asked asked) {
    lock.acquire(service);
    try {
      for (int attempt = 1; ; attempt++) {
        WorkerProcess process = main().await();
        try {
          return turnOn(process, function, frame, asked);
        } catch (WorkerGoneException e) {
          main().lost(process);
          if (attempt == ATTEMPTS || e.isLate()) {
            throw new CostlyFailureException(String.valueOf(e.getMessage()), e);
          }
        }
      }
    } finally {
      lock.release();
    }
  }

  /**
   * As {@link #turn}, with one process only and less time, for what can be done in parts: empty if
   * the process has ended. The next turn has another one.
   */
  Optional<Json> turnOnce(
      Object service, String function, Function<TurnFrame, JsonWriter> frame, Asked asked) {
    lock.acquire(service);
    try {
      WorkerProcess process = main().await();
      try {
        return Optional.of(turnOn(process, function, frame, asked, HASTE));
      } catch (WorkerGoneException e) {
        main().lost(process);
        return Optional.empty();
      }
    } finally {
      lock.release();
    }
  }

  /** Runs a turn on one process, which nothing else uses. */
  static Json turnOn(
      WorkerProcess process, String function, Function<TurnFrame, JsonWriter> frame, Asked asked) {
    return turnOn(process, function, frame, asked, 1);
  }

  private static Json turnOn(
      WorkerProcess process,
      String function,
      Function<TurnFrame, JsonWriter> frame,
      Asked asked,
      int haste) {
    TurnFrame begun = new TurnFrame(process.functions());
    return process.turn(frame.apply(begun).endArray(), asked, function, haste);
  }

  @Override
  public void prepare(List<? extends WaveRuns> wave) {
    lock.acquire(((WorkerFunction) wave.getFirst().function()).owner());
    try {
      observe(wave);
      WaveCursor cursor = new WaveCursor(wave);
      WaveFailures failures = new WaveFailures();
      int runs = wave.stream().mapToInt(WaveRuns::size).sum();
      if (slots.size() == 1 || runs < WORTH_SHARING) {
        runSlices(main(), cursor, failures, MOST_RUNS_PER_FRAME);
      } else {
        share(cursor, failures, runs);
      }
      failures.throwGivenUp();
    } finally {
      lock.release();
    }
  }

  private void share(WaveCursor cursor, WaveFailures failures, int runs) {
    int each = Math.max(WORTH_SHARING / 2, runs / slots.size() + 1);
    List<Thread> helpers = new ArrayList<>();
    for (WorkerSlot slot : slots.subList(1, slots.size())) {
      helpers.add(
          Thread.ofPlatform()
              .daemon()
              .name("skip-worker-share")
              .start(() -> runIfPossible(slot, cursor, failures, each)));
    }
    try {
      runSlices(main(), cursor, failures, each);
    } finally {
      helpers.forEach(WorkerPool::join);
    }
    runSlices(main(), cursor, failures, each);
  }

  /** Takes slices as long as there is a process; those that are left are for the first one. */
  private void runIfPossible(WorkerSlot slot, WaveCursor cursor, WaveFailures failures, int most) {
    WorkerProcess process = slot.latest();
    if (process != null && slot.isReadyNow(process)) {
      runSlices(slot, cursor, failures, most);
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void runSlices(WorkerSlot slot, WaveCursor cursor, WaveFailures failures, int most) {
    Optional<WaveSlice> slice = cursor.next(Math.min(most, runsPerFrame()));
    while (slice.isPresent()) {
      runSlice(slot, slice.get(), failures);
      slice = cursor.next(Math.min(most, runsPerFrame()));
    }
  }

  private int runsPerFrame() {
    return Math.clamp(FRAME_NANOS / Math.max(nanosPerRun, 1), 1, MOST_RUNS_PER_FRAME);
  }

  private void runSlice(WorkerSlot slot, WaveSlice whole, WaveFailures failures) {
    WaveSlice slice = failures.allowed(whole);
    SkipException failed = slice.parts().isEmpty() ? null : run(slot, slice);
    if (failed == null) {
      return;
    }
    failures.add(failed);
    if (CostlyFailureException.isCauseOf(failed)) {
      endedBy(slot, slice, failed, failures);
    } else {
      slice.parts().forEach(part -> runOneByOne(slot, part, failures));
    }
  }

  /** Finds the run that is to blame that a process has ended; of several writes each is. */
  private void endedBy(
      WorkerSlot slot, WaveSlice slice, SkipException failed, WaveFailures failures) {
    if (slice.isOfSeveralWrites()) {
      failures.giveUp(failed);
    } else if (slice.size() == 1 && isLate(failed)) {
      failures.fail(slice.run(0), failed);
    } else {
      runAnnounced(slot, slice, failures);
    }
  }

  private static boolean isLate(SkipException failed) {
    return failed.getCause() instanceof WorkerGoneException gone && gone.isLate();
  }

  /**
   * Runs once more what has ended a process. If that ends the process again, the run that was
   * announced last is to blame; what is not of the same function is run once more then.
   */
  private void runAnnounced(WorkerSlot slot, WaveSlice slice, WaveFailures failures) {
    WaveSlice rest = failures.allowed(slice);
    while (!rest.parts().isEmpty()) {
      AnnouncedRuns runs = new AnnouncedRuns(rest);
      SkipException failed = run(slot, rest, runs, true);
      if (failed == null) {
        return;
      }
      failures.add(failed);
      if (!CostlyFailureException.isCauseOf(failed)) {
        rest.parts().forEach(part -> runOneByOne(slot, part, failures));
        return;
      }
      failures.fail(rest.run(runs.last()), failed);
      rest = failures.allowed(rest);
    }
  }

  /** Runs one entry after the other, up to the one that fails so again, which is to blame. */
  private void runOneByOne(WorkerSlot slot, WaveSlice.Part part, WaveFailures failures) {
    for (int i = part.from(); i < part.to(); i++) {
      SkipException failed =
          failures.allows(part.runs(), i) ? run(slot, WaveSlice.of(part.runs(), i)) : null;
      if (failed != null) {
        failures.add(failed);
        failures.fail(new WaveSlice.Run(part.runs(), i, i), failed);
        return;
      }
    }
  }

  /**
   * Runs a slice on a process; what it has failed with as a whole, or null if it has not: the
   * process has ended, or could not answer, as it has no memory for the text of that.
   */
  private @Nullable SkipException run(WorkerSlot slot, WaveSlice slice) {
    long start = System.nanoTime();
    SkipException failed = run(slot, slice, slice, false);
    if (failed == null) {
      long each = (System.nanoTime() - start) / slice.size();
      nanosPerRun = (nanosPerRun + each) / 2;
    }
    return failed;
  }

  private @Nullable SkipException run(
      WorkerSlot slot, WaveSlice slice, Asked asked, boolean isAnnounced) {
    WorkerProcess process = slot.await();
    try {
      JsonWriter frame = slice.frame(process.functions(), process.mirrors(), isAnnounced);
      boolean isHasty = !isAnnounced && slice.size() > 1 && frame.size() <= SMALL_FRAME;
      slice.accept(process.turn(frame, asked, "a wave", isHasty ? HASTE : 1).asArray());
      return null;
    } catch (WorkerGoneException e) {
      slot.lost(process);
      return new CostlyFailureException(String.valueOf(e.getMessage()), e);
    } catch (WorkerException e) {
      return e;
    }
  }

  private synchronized void observe(List<? extends WaveRuns> wave) {
    for (WaveRuns runs : wave) {
      observe(runs.input());
      runs.collections().forEach(this::observe);
    }
  }

  private void observe(MirroredCollection collection) {
    if (observed.add(collection)) {
      collection.observe(new Changes(collection));
    }
  }

  private synchronized void forget(MirroredCollection collection) {
    observed.remove(collection);
  }

  /** An observer that tells all processes what changes in a collection. */
  private final class Changes implements MirroredCollection.Observer {
    private final MirroredCollection collection;

    Changes(MirroredCollection collection) {
      this.collection = collection;
    }

    @Override
    public void changed(Iterable<Object> keys) {
      forEach(mirrors -> mirrors.changed(collection, keys));
    }

    @Override
    public void changedWholly() {
      forEach(mirrors -> mirrors.changedWholly(collection));
    }

    @Override
    public void gone() {
      forget(collection);
      forEach(mirrors -> mirrors.gone(collection));
    }

    private void forEach(Consumer<Mirrors> action) {
      for (WorkerSlot slot : slots) {
        WorkerProcess process = slot.latest();
        if (process != null) {
          action.accept(process.mirrors());
        }
      }
    }
  }

  /** Ends all processes. */
  @Override
  public void close() {
    timer.shutdownNow();
    slots.forEach(WorkerSlot::close);
  }
}
