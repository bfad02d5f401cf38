package io.skipruntime.oracle;

import io.skipruntime.SkipException;
import io.skipruntime.SourceStatus;
import io.skipruntime.StorageException;
import io.skipruntime.UnknownInstanceException;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.DecodeException;
import io.skipruntime.testkit.comparison.Difference;
import io.skipruntime.testkit.comparison.Instance;
import io.skipruntime.testkit.comparison.Model;
import io.skipruntime.testkit.comparison.Prediction;
import io.skipruntime.testkit.comparison.State;
import io.skipruntime.testkit.contents.ContentsText;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The examination of a service that dies and recovers: which states it may recover, which of them
 * it has, and which of the streams.
 */
final class Restarts {

  private static final String RECONNECTING = "restored, reconnecting";

  private final Model model;
  private final Set<Instance> everFailing = new HashSet<>();

  /** Restarts of a service with a model. */
  Restarts(Model model) {
    this.model = model;
  }

  /** Is told that an instance fails: its streams may not survive from now on. */
  void isFailing(Instance instance) {
    everFailing.add(instance);
  }

  /**
   * Lets a service write while its process dies, and gives the states that it may recover.
   *
   * @param before the state of the service
   * @param carryOut writes
   * @throws Difference if the write must not have been accepted, or must not have been refused
   */
  List<State> write(State before, Step.Write write, Runnable carryOut) {
    Optional<State> after = written(before, write);
    try {
      carryOut.run();
      return List.of(
          after.orElseThrow(() -> new Difference("accepted, though from scratch it fails")));
    } catch (StorageException dying) {
      return after.map(written -> List.of(written, before)).orElse(List.of(before));
    } catch (SkipException e) {
      if (after.isPresent()) {
        throw new Difference("it is refused, though from scratch nothing fails", e);
      }
      return List.of(before);
    }
  }

  private Optional<State> written(State before, Step.Write write) {
    try {
      State after = model.written(before, write.entries());
      return Optional.of(after).filter(each -> model.predict(each).failure().isEmpty());
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }

  /** Fails if a service must not have refused to start with any of some states. */
  void requireRefusal(List<State> states, SkipException refusal) {
    if (states.stream().allMatch(each -> model.predict(each).failure().isEmpty())) {
      throw new Difference("it does not start again, though from scratch nothing fails", refusal);
    }
  }

  /** The state that a service has, of those that it may have. */
  State recovered(ServiceInstance service, List<State> states) {
    Map<String, String> found = new LinkedHashMap<>();
    for (Input input : Input.ALL) {
      String name = input.collection();
      Map<Object, List<Object>> contents = new LinkedHashMap<>();
      service.getInput(name).forEach(entry -> contents.put(entry.key(), entry.values()));
      found.put(name, ContentsText.of(contents));
    }
    for (State each : states) {
      if (inputsOf(each).equals(found)) {
        model
            .predict(each)
            .failure()
            .ifPresent(failure -> {
              throw new Difference("it starts again, though from scratch it fails", failure);
            });
        return each;
      }
    }
    throw new Difference(
        "the inputs are\n  "
            + found
            + "\nafter the restart, and may be\n  "
            + states.stream().map(Restarts::inputsOf).toList());
  }

  private static Map<String, String> inputsOf(State state) {
    Map<String, String> inputs = new LinkedHashMap<>();
    for (Input input : Input.ALL) {
      inputs.put(
          input.collection(),
          ContentsText.of(state.inputs().getOrDefault(input.collection(), new TreeMap<>())));
    }
    return inputs;
  }

  /**
   * The streams that a service does not have any more. It may have lost those of instances that
   * have failed, and those that need external data which was not kept, as sources are not asked for
   * any while a service recovers.
   *
   * @param streams those that it had, with their instances
   * @param state what it has recovered
   * @throws Difference if it must have one of them
   */
  Set<String> lost(ServiceInstance service, Map<String, Instance> streams, State state) {
    Set<String> lost = new HashSet<>();
    Prediction predicted = model.predict(state);
    boolean isAllKept = state.mirrored().keySet().containsAll(predicted.mirrored().keySet());
    streams.forEach((stream, instance) -> {
      try {
        service.subscribe(stream, Optional.empty(), () -> {}).close();
      } catch (UnknownInstanceException e) {
        lost.add(stream);
        if (isAllKept
            && state.instances().contains(instance)
            && !everFailing.contains(instance)
            && predicted.failureOf(instance).isEmpty()) {
          throw new Difference("the stream " + stream + " of " + instance + " is lost", e);
        }
      }
    });
    return lost;
  }

  /** Waits until each external source has said whether what was restored is right. */
  static void awaitSources(ServiceInstance service) {
    Patience.await(
        () -> service.sourceStatuses().stream().noneMatch(Restarts::isReconnecting),
        () -> "a restored source stays so: " + service.sourceStatuses());
  }

  private static boolean isReconnecting(SourceStatus status) {
    return status.state() == SourceStatus.State.STALE
        && status.reason().filter(RECONNECTING::equals).isPresent();
  }
}
