package io.skipruntime.engine.command;

import io.skipruntime.IdempotencyKeyReusedException;
import io.skipruntime.OverloadedException;
import io.skipruntime.ServiceBusyException;
import io.skipruntime.SkipException;
import io.skipruntime.json.Json;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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
 *   <li>They are in memory only: after a restart of the process nothing is remembered.
 * </ul>
 */
public final class RememberedOutcomes {

  private static final int MOST = 10_000;
  private static final int MOST_OF_OWNER = 1_000;
  private static final long MOST_BYTES = 16L << 20;
  private static final long KEPT_MILLIS = 24L * 60 * 60 * 1000;

  /** About what a slot takes beside the text of its result. */
  private static final int SLOT_BYTES = 512;

  /**
   * The place of an outcome.
   *
   * @param owner on whose behalf the command is asked for, whatever that is
   * @param command its name
   * @param key the idempotency key
   */
  public record Place(Object owner, String command, String key) {}

  /** A command that was asked for under a key: it runs, or is done. */
  public static final class Slot {
    private final Place place;
    private final Json params;
    private final long sinceMillis;
    private final CompletableFuture<CommandOutcome> outcome = new CompletableFuture<>();
    private long bytes = SLOT_BYTES;

    private Slot(Place place, Json params, long sinceMillis) {
      this.place = place;
      this.params = params;
      this.sinceMillis = sinceMillis;
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
  private final Map<Object, Set<Place>> byOwner = new HashMap<>();
  private long bytes;

  /** Nothing is remembered yet. */
  public RememberedOutcomes(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The slot of a key, a new one unless there is one. The caller of a new one calls {@link #end} or
   * {@link #forget}.
   *
   * @param params what the command is asked for with
   * @throws IdempotencyKeyReusedException if the command was asked for with other parameters
   * @throws OverloadedException if there are too many that are not done
   */
  public synchronized Reservation reserve(Place place, Json params) {
    long nowMillis = clock.millis();
    forgetBefore(nowMillis - KEPT_MILLIS);
    Slot known = all.get(place);
    if (known != null) {
      if (!known.params.equals(params)) {
        throw new IdempotencyKeyReusedException(place.command());
      }
      return new Reservation(known, false);
    }
    makeRoomFor(place.owner());
    Slot slot = new Slot(place, params, nowMillis);
    slot.bytes += params.toString().length() + place.key().length();
    all.put(place, slot);
    byOwner.computeIfAbsent(place.owner(), none -> new LinkedHashSet<>()).add(place);
    bytes += slot.bytes;
    return new Reservation(slot, true);
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

  private void makeRoomFor(Object owner) {
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
