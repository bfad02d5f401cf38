package io.skipruntime.oracle;

import io.skipruntime.engine.Watermark;
import io.skipruntime.json.DecodeException;
import io.skipruntime.testkit.comparison.Difference;
import io.skipruntime.testkit.comparison.Model;
import io.skipruntime.testkit.comparison.Prediction;
import io.skipruntime.testkit.comparison.State;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/**
 * The predicted outcome of writes that wait for each other. Those that can be decoded are a group,
 * and are committed together; if that fails each half of them is a group.
 *
 * <ul>
 *   <li>{@code commits} has the number of the commit that each accepted write is part of, by its
 *       position.
 * </ul>
 */
final class GroupPrediction {

  private final List<Step.Write> writes;
  private final Model model;
  private final Map<Integer, Integer> commits = new HashMap<>();
  private final Set<String> refusals = new HashSet<>();
  private State state;
  private Optional<Prediction> prediction = Optional.empty();
  private int commitCount;

  private GroupPrediction(List<Step.Write> writes, State state, Model model) {
    this.writes = writes;
    this.state = state;
    this.model = model;
  }

  /**
   * Predicts.
   *
   * @param state before the writes
   * @param grouping whether there are groups of more than one
   * @param model what a state means
   */
  static GroupPrediction of(List<Step.Write> writes, State state, boolean grouping, Model model) {
    GroupPrediction made = new GroupPrediction(writes, state, model);
    List<Integer> decodable =
        IntStream.range(0, writes.size()).filter(made::isDecodable).boxed().toList();
    if (grouping && !decodable.isEmpty()) {
      made.commit(decodable);
    } else {
      decodable.forEach(each -> made.commit(List.of(each)));
    }
    return made;
  }

  private boolean isDecodable(int position) {
    try {
      model.written(state, writes.get(position).entries());
      return true;
    } catch (DecodeException e) {
      refusals.add(ScriptedFailure.siteOf(e));
      return false;
    }
  }

  private void commit(List<Integer> group) {
    State next = state;
    for (int position : group) {
      next = model.written(next, writes.get(position).entries());
    }
    Prediction together = model.predict(next);
    if (together.failure().isEmpty()) {
      state = next.withMirrored(together.mirrored());
      prediction = Optional.of(together);
      commitCount++;
      group.forEach(position -> commits.put(position, commitCount));
    } else if (group.size() == 1) {
      refusals.add(ScriptedFailure.siteOf(together.failure().get()));
    } else {
      int half = group.size() / 2;
      commit(group.subList(0, half));
      commit(group.subList(half, group.size()));
    }
  }

  /** The state after the writes. */
  State state() {
    return state;
  }

  /** What the state means; empty if no write is accepted. */
  Optional<Prediction> prediction() {
    return prediction;
  }

  /** What made writes fail. */
  Set<String> refusals() {
    return refusals;
  }

  /** How many commits there are. */
  int commitCount() {
    return commitCount;
  }

  /** Fails unless the writes came out as predicted, and those of one commit with one tick. */
  void check(List<CompletableFuture<Watermark>> outcomes) {
    Map<Integer, Long> ticks = new HashMap<>();
    long last = 0;
    for (int i = 0; i < writes.size(); i++) {
      Integer commit = commits.get(i);
      Optional<Watermark> watermark = watermarkOf(i, outcomes.get(i), commit == null);
      if (commit == null || watermark.isEmpty()) {
        continue;
      }
      long tick = watermark.get().tick();
      if (ticks.computeIfAbsent(commit, first -> tick) != tick || tick < last) {
        throw new Difference("write " + i + " was committed at " + tick + ", others at " + ticks);
      }
      last = tick;
    }
    if (Set.copyOf(ticks.values()).size() != ticks.size()) {
      throw new Difference("writes that fail together were committed together: " + ticks);
    }
  }

  private static Optional<Watermark> watermarkOf(
      int position, CompletableFuture<Watermark> outcome, boolean isRefused) {
    try {
      Watermark watermark = outcome.join();
      if (isRefused) {
        throw new Difference("write " + position + " was accepted, though from scratch it fails");
      }
      return Optional.of(watermark);
    } catch (CompletionException e) {
      if (!isRefused) {
        throw new Difference(
            "write " + position + " was refused, though nothing fails from scratch", e);
      }
      return Optional.empty();
    }
  }
}
