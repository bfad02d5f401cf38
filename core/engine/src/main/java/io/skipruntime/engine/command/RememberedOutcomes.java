package io.skipruntime.engine.command;

import io.skipruntime.IdempotencyKeyReusedException;
import io.skipruntime.OverloadedException;
import io.skipruntime.ServiceBusyException;
import io.skipruntime.SkipException;
import io.skipruntime.engine.spi.CommandCall;
import io.skipruntime.engine.spi.CommandEnd;
import io.skipruntime.engine.spi.RememberedAnswer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of commands that callers may ask for again, by the idempotency key under which they
 * were asked for (as the IETF draft <cite>The Idempotency-Key HTTP Header Field</cite> has it). A
 * command that is asked for under a known key is not run again; while it runs, those who ask for
 * the same wait for its outcome. A command that failed is forgotten, so that it can be tried again.
 * Thread-safe.
 *
 * <ul>
 *   <li>There are at most {@value #MOST} outcomes of at most {@value #MOST_BYTES} bytes, and
 *       {@value #MOST_OF_OWNER} of one owner; each is kept for {@value #KEPT_MILLIS} ms at most.
 *       Where there is no room the oldest goes, that of the same owner if the owner has its share.
 *   <li>{@code all} has the slots in the order in which they were begun; {@code byOwner} has the
 *       same, and no owner without slots; {@code bytes} is what those in {@code all} count for.
 *   <li>A slot that is not done is not forgotten, since its command may be carried out yet.
 *   <li>Where the service is recorded the journal has the outcomes, too: that of a command in the
 *       record of its commit. After a restart {@link #restore} puts them back.
 * </ul>
 */
public final class RememberedOutcomes {

  private static final int MOST = 10_000;
  private static final int MOST_OF_OWNER = 1_000;
  private static final long MOST_BYTES = 16L << 20;
  private static final long KEPT_MILLIS = 24L * 60 * 60 * 1000;

  /** About what a slot takes beside the text of its result. */
  private static final long SLOT_BYTES = 512;

  /**
   * The place of an outcome.
   *
   * @param owner on whose behalf the command is asked for, as a text
   * @param command its name
   * @param key the idempotency key
   */
  private record Place(String owner, String command, String key) {

    static Place of(CommandCall call) {
      return new Place(call.owner(), call.command(), call.key());
    }
  }

  /** A command that was asked for under a key: it runs, or is done. */
  public static final class Slot {
    private final Place place;
    private final CommandCall call;
    private final long sinceMillis;
    private final CompletableFuture<CommandOutcome> outcome = new CompletableFuture<>();
    private long bytes;

    private Slot(CommandCall call, long sinceMillis) {
      this.place = Place.of(call);
      this.call = call;
      this.sinceMillis = sinceMillis;
      this.bytes = SLOT_BYTES + call.params().toString().length() + call.key().length();
    }

    /** The answer that an outcome of the command is, for the journal. */
    public RememberedAnswer answer(CommandOutcome ended) {
      CommandEnd end =
          switch (ended) {
            case CommandOutcome.Done done -> new CommandEnd.Done(done.result());
            case CommandOutcome.Refused refused -> new CommandEnd.Refused(refused.refusal());
          };
      return new RememberedAnswer(call, sinceMillis, ended.tick(), end);
    }

    private @Nullable CommandOutcome outcome() {
      return outcome.isCompletedExceptionally() ? null : outcome.getNow(null);
    }

    /**
     * The outcome, when there is one.
     *
     * @throws ServiceBusyException if there is none in time
     * @throws RuntimeException why the command failed
     */
    public CommandOutcome await(long millis) {
      boolean interrupted = false;
      try {
        while (true) {
          try {
            return outcome.get(millis, TimeUnit.MILLISECONDS);
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException failure
            ? failure
            : new SkipException("the command failed for the caller that asked first", e);
      } catch (TimeoutException e) {
        throw new ServiceBusyException(
            "command "
                + place.command()
                + " runs under the same key since "
                + millis
                + " ms; ask again under it for the answer");
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /**
   * The answer to the question for a slot.
   *
   * @param slot the slot of the key
   * @param isNew whether the caller is the first, and is to run the command
   */
  public record Reservation(Slot slot, boolean isNew) {}

  private final InstantSource clock;
  private final LinkedHashMap<Place, Slot> all = new LinkedHashMap<>();
  private final Map<String, Set<Place>> byOwner = new HashMap<>();
  private long bytes;

  /** Nothing is remembered yet. */
  public RememberedOutcomes(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The slot of a key, a new one unless there is one. The caller of a new one calls {@link #end} or
   * {@link #forget}.
   *
   * @param call what is asked for
   * @throws IdempotencyKeyReusedException if the command was asked for with other parameters
   * @throws OverloadedException if there are too many that are not done
   */
  public synchronized Reservation reserve(CommandCall call) {
    long nowMillis = clock.millis();
    forgetBefore(nowMillis - KEPT_MILLIS);
    Slot known = all.get(Place.of(call));
    if (known != null) {
      if (!known.call.params().equals(call.params())) {
        throw new IdempotencyKeyReusedException(call.command());
      }
      return new Reservation(known, false);
    }
    Slot slot = new Slot(call, nowMillis);
    add(slot);
    return new Reservation(slot, true);
  }

  private void add(Slot slot) {
    makeRoomFor(slot.place.owner());
    all.put(slot.place, slot);
    byOwner.computeIfAbsent(slot.place.owner(), none -> new LinkedHashSet<>()).add(slot.place);
    bytes += slot.bytes;
  }

  /**
   * Remembers an answer that was given before the service was started; one that is given later
   * takes the place of it.
   */
  public void restore(RememberedAnswer answer) {
    CommandOutcome outcome =
        switch (answer.end()) {
          case CommandEnd.Done done -> new CommandOutcome.Done(done.result(), answer.tick());
          case CommandEnd.Refused refused ->
              new CommandOutcome.Refused(refused.refusal(), answer.tick());
          case CommandEnd.Failed failed ->
              throw new IllegalArgumentException("a failure is not remembered");
        };
    Slot slot = new Slot(answer.call(), answer.sinceMillis());
    synchronized (this) {
      Slot before = all.get(slot.place);
      if (before != null) {
        remove(before);
      }
      add(slot);
    }
    end(slot, outcome);
  }

  /** The answers of commits up to a tick, oldest first, for the journal. */
  public synchronized List<RememberedAnswer> answers(long tick) {
    List<RememberedAnswer> answers = new ArrayList<>();
    for (Slot slot : all.values()) {
      CommandOutcome outcome = slot.outcome();
      if (outcome != null && outcome.tick() <= tick) {
        answers.add(slot.answer(outcome));
      }
    }
    return answers;
  }

  /** Remembers the outcome of a command; those who wait get it. */
  public void end(Slot slot, CommandOutcome outcome) {
    synchronized (this) {
      if (all.get(slot.place) == slot) {
        long more = textBytes(outcome);
        slot.bytes += more;
        bytes += more;
      }
    }
    slot.outcome.complete(outcome);
    synchronized (this) {
      boolean isRemoved = true;
      while (isRemoved && bytes > MOST_BYTES) {
        isRemoved = removeOldest(all.values().iterator());
      }
    }
  }

  /** Forgets a command that failed, unless it is done; those who wait get the failure. */
  public void forget(Slot slot, Throwable failure) {
    synchronized (this) {
      if (!slot.outcome.isDone() && all.get(slot.place) == slot) {
        remove(slot);
      }
    }
    slot.outcome.completeExceptionally(failure);
  }

  /** How many are remembered. */
  synchronized int size() {
    return all.size();
  }

  private static long textBytes(CommandOutcome outcome) {
    return switch (outcome) {
      case CommandOutcome.Done done -> done.result().toString().length();
      case CommandOutcome.Refused refused ->
          String.valueOf(refused.refusal().getMessage()).length();
    };
  }

  private void forgetBefore(long millis) {
    Iterator<Slot> oldestFirst = all.values().iterator();
    while (oldestFirst.hasNext()) {
      Slot slot = oldestFirst.next();
      if (slot.sinceMillis > millis) {
        return;
      }
      if (slot.outcome.isDone()) {
        oldestFirst.remove();
        unlink(slot);
      }
    }
  }

  private void makeRoomFor(String owner) {
    Set<Place> own = byOwner.get(owner);
    if (own != null && own.size() >= MOST_OF_OWNER) {
      removeOldestOf(own);
    }
    if (all.size() >= MOST && !removeOldest(all.values().iterator())) {
      throw new OverloadedException(MOST + " commands are on their way");
    }
  }

  private void removeOldestOf(Set<Place> own) {
    for (Place place : own) {
      Slot slot = all.get(place);
      if (slot != null && slot.outcome.isDone()) {
        remove(slot);
        return;
      }
    }
    throw new OverloadedException(MOST_OF_OWNER + " commands of one caller are on their way");
  }

  private boolean removeOldest(Iterator<Slot> oldestFirst) {
    while (oldestFirst.hasNext()) {
      Slot slot = oldestFirst.next();
      if (slot.outcome.isDone()) {
        oldestFirst.remove();
        unlink(slot);
        return true;
      }
    }
    return false;
  }

  private void remove(Slot slot) {
    all.remove(slot.place);
    unlink(slot);
  }

  private void unlink(Slot slot) {
    bytes -= slot.bytes;
    Set<Place> own = byOwner.get(slot.place.owner());
    if (own != null) {
      own.remove(slot.place);
      if (own.isEmpty()) {
        byOwner.remove(slot.place.owner());
      }
    }
  }
}
