package io.skipruntime.engine;

import io.skipruntime.Entry;
import io.skipruntime.engine.commit.InputWriter;
import io.skipruntime.engine.commit.TransactionRunner;
import io.skipruntime.engine.commit.Write;
import io.skipruntime.engine.definition.ServiceGraph;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The writes of callers to the inputs of a service: each is collected without the write lock, and
 * then carried out here, or brought to the order of commits that the service shares. Thread-safe.
 */
final class InputWrites {

  private final String epoch;
  private final TransactionRunner runner;
  private final ServiceGraph graph;
  private final InputWriter inputs;
  private final Optional<OrderedCommits> ordered;

  /**
   * Writes to a service.
   *
   * @param epoch of the service's watermarks
   * @param runner carries out the writes of a service that is alone
   * @param graph has the inputs
   * @param ordered the order of commits; empty if the service is alone
   */
  InputWrites(
      String epoch,
      TransactionRunner runner,
      ServiceGraph graph,
      Optional<OrderedCommits> ordered) {
    this.epoch = epoch;
    this.runner = runner;
    this.graph = graph;
    this.inputs = new InputWriter(graph);
    this.ordered = ordered;
  }

  /** See {@link ServiceInstance#transaction}. */
  Watermark commit(Consumer<Writes> body) {
    Write write = collected(body);
    return at(
        ordered.isPresent()
            ? ordered.get().commit(write)
            : runner.committing(write, inputs::write));
  }

  /** See {@link ServiceInstance#submit}. */
  CompletionStage<Watermark> submit(Consumer<Writes> body) {
    return ordered.isPresent()
        ? CompletableFuture.completedFuture(commit(body))
        : runner.submitting(collected(body), inputs::write).thenApply(this::at);
  }

  /** See {@link ServiceInstance#check}. */
  void check(String collection, List<? extends Entry<?, ?>> entries) {
    collected(writes -> writes.update(collection, entries));
  }

  private Write collected(Consumer<Writes> body) {
    Write write = new Write(graph.definition());
    body.accept(write::update);
    return write;
  }

  private Watermark at(long tick) {
    return new Watermark(epoch, tick);
  }
}
