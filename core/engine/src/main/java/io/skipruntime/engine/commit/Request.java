package io.skipruntime.engine.commit;

import io.skipruntime.engine.graph.ExternalDataNeeded;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.graph.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The step that one caller wants done in a transaction and, once it is done, its outcome: a result
 * and the commit that it is part of, or why it failed. For the holder of the write lock until it is
 * done.
 *
 * @param <T> type of the result
 */
final class Request<T> {

  private final Function<Graph, Transaction> begin;
  private final Function<Transaction, T> body;
  private final @Nullable Write write;
  private final @Nullable BiConsumer<List<Write>, Transaction> together;
  private boolean done;
  private @Nullable T result;
  private @Nullable Commit commit;
  private @Nullable Throwable failure;

  private Request(
      Function<Graph, Transaction> begin,
      Function<Transaction, T> body,
      @Nullable Write write,
      @Nullable BiConsumer<List<Write>, Transaction> together) {
    this.begin = begin;
    this.body = body;
    this.write = write;
    this.together = together;
  }

  /** Something that makes a tick. */
  static <T> Request<T> writing(Function<Transaction, T> body) {
    return new Request<>(Graph::beginWrite, body, null, null);
  }

  /** Something that changes no contents. */
  static <T> Request<T> rewiring(Function<Transaction, T> body) {
    return new Request<>(Graph::beginRewiring, body, null, null);
  }

  /**
   * A write that may share its transaction with others; its result is the tick.
   *
   * @param body carries out some writes, in this order
   */
  static Request<Long> committing(Write write, BiConsumer<List<Write>, Transaction> body) {
    return new Request<>(
        Graph::beginWrite,
        transaction -> {
          body.accept(List.of(write), transaction);
          return transaction.tick();
        },
        write,
        body);
  }

  /** The write, if this is one that may share its transaction; null if not. */
  @Nullable Write write() {
    return write;
  }

  /** Starts the transaction. */
  Transaction begin(Graph graph) {
    return begin.apply(graph);
  }

  /** Does what is wanted; the result counts when the transaction is committed. */
  void carryOut(Transaction transaction) {
    result = body.apply(transaction);
  }

  /** Does what some requests want that all are writes. */
  static void carryOutTogether(List<Request<?>> group, Transaction transaction) {
    List<Write> writes = new ArrayList<>(group.size());
    for (Request<?> each : group) {
      writes.add(Objects.requireNonNull(each.write, "only writes share a transaction"));
    }
    Objects.requireNonNull(group.getFirst().together).accept(writes, transaction);
    for (Request<?> each : group) {
      each.setTick(transaction.tick());
    }
  }

  @SuppressWarnings("unchecked") // the result of a write is the tick
  private void setTick(long tick) {
    result = (T) (Long) tick;
  }

  void committed(Commit as) {
    commit = as;
    done = true;
  }

  /** Why it failed; null if it did not. */
  @Nullable Throwable failure() {
    return failure;
  }

  void failed(Throwable reason) {
    failure = reason;
    done = true;
  }

  boolean isDone() {
    return done;
  }

  /** The data without which it cannot be done; null if that is not why it failed. */
  @Nullable ExternalDataNeeded dataNeeded() {
    return failure instanceof ExternalDataNeeded data ? data : null;
  }

  /** The commit that it is part of; null if it failed. */
  @Nullable Commit commit() {
    return commit;
  }

  /**
   * The result.
   *
   * @throws RuntimeException why there is none
   */
  @SuppressWarnings("NullAway") // a body that gives null wants to
  T outcome() {
    switch (failure) {
      case null -> {
        return result;
      }
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }
}
