package io.skipruntime.engine.definition;

import io.skipruntime.InvalidInputException;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.InputContents;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.CanonicalValue;
import io.skipruntime.json.Codec;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The data that a journal has of an input, decoded for the types that the input has now: some
 * blocks at a time by threads of their own, ahead of the one that takes the entries in order.
 */
final class StoredContents implements InputContents {

  private static final int MOST_PROBLEMS = 20;

  /** So many blocks are decoded ahead, for each thread. */
  private static final int AHEAD = 4;

  /** A decoded block. */
  @SuppressWarnings("ArrayRecordComponent") // blocks are never compared
  private record Decoded(Object[] keys, ValueList[] values) {}

  private final ServiceDefinition.Input input;
  private final StoredCollection stored;
  private final int threads;
  private @Nullable Object lastKey;

  /**
   * Data for an input.
   *
   * @param threads how many threads decode
   */
  StoredContents(ServiceDefinition.Input input, StoredCollection stored, int threads) {
    this.input = input;
    this.stored = stored;
    this.threads = threads;
  }

  @Override
  public boolean areRecorded() {
    return true;
  }

  @Override
  public int size() {
    return (int) Math.min(Integer.MAX_VALUE, stored.size());
  }

  @Override
  public void forEach(BiConsumer<Object, ValueList> target) {
    Iterator<EntryBlock> blocks = stored.blocks().iterator();
    if (!blocks.hasNext()) {
      return;
    }
    EntryBlock first = blocks.next();
    if (!blocks.hasNext()) {
      give(decoded(first), target);
      return;
    }
    ExecutorService decoders =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("skip-decoder-", 1).factory());
    try {
      ArrayDeque<Future<Decoded>> ahead = new ArrayDeque<>();
      ahead.add(decoders.submit(() -> decoded(first)));
      while (!ahead.isEmpty()) {
        while (blocks.hasNext() && ahead.size() < threads * AHEAD) {
          EntryBlock next = blocks.next();
          ahead.add(decoders.submit(() -> decoded(next)));
        }
        give(resultOf(ahead.removeFirst()), target);
      }
    } finally {
      decoders.shutdownNow();
    }
  }

  private static Decoded resultOf(Future<Decoded> decoding) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return decoding.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          switch (e.getCause()) {
            case RuntimeException known -> throw known;
            case Error error -> throw error;
            case null, default -> throw new IllegalStateException(e);
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void give(Decoded block, BiConsumer<Object, ValueList> target) {
    for (int i = 0; i < block.keys().length; i++) {
      Object key = block.keys()[i];
      if (lastKey != null && CanonicalOrder.INSTANCE.compare(lastKey, key) >= 0) {
        throw refused(
            List.of(
                new Problem(
                    "", Problem.Kind.INVALID, "key " + key + " does not come after " + lastKey)));
      }
      lastKey = key;
      target.accept(key, block.values()[i]);
    }
  }

  private Decoded decoded(EntryBlock block) {
    Object[] keys = new Object[block.size()];
    ValueList[] values = new ValueList[block.size()];
    List<Problem> problems = new ArrayList<>(0);
    for (int i = 0; i < keys.length; i++) {
      Object key = block.key(i);
      keys[i] = CanonicalKey.stored(accept(input.keys(), key, "key " + key, problems));
      List<?> given = block.values(i);
      Object[] accepted = new Object[given.size()];
      for (int j = 0; j < accepted.length; j++) {
        accepted[j] =
            CanonicalValue.of(
                accept(input.values(), given.get(j), "value of key " + key, problems));
      }
      values[i] =
          accepted.length == 1
              ? ValueList.of(accepted[0])
              : ValueList.copyOf(accepted, 0, accepted.length);
      if (problems.size() >= MOST_PROBLEMS) {
        break;
      }
    }
    if (!problems.isEmpty()) {
      throw refused(problems);
    }
    return new Decoded(keys, values);
  }

  private static Object accept(Codec<?> codec, Object json, String place, List<Problem> problems) {
    try {
      return codec.accept(json);
    } catch (DecodeException e) {
      for (Problem problem : e.problems()) {
        String field = problem.pointer().isEmpty() ? "" : ", " + problem.pointer();
        problems.add(new Problem("", problem.kind(), place + field + ": " + problem.detail()));
      }
      return json;
    }
  }

  private InvalidInputException refused(List<Problem> problems) {
    return new InvalidInputException(
        "the stored data of input "
            + input.name()
            + " does not fit its type (make new components Optional, keep those that there is data"
            + " of, give the service a migration of the input (SkipService.migrations), or start it"
            + " with another directory); the stored data is as it was",
        problems);
  }
}
