package io.skipruntime.oracle;

import io.skipruntime.ClockResource;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.SourceStatus;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Json;
import io.skipruntime.testkit.comparison.Comparison;
import io.skipruntime.testkit.comparison.Difference;
import io.skipruntime.testkit.comparison.State;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a run that external sources take: they deliver, refuse and fail.
 *
 * <ul>
 *   <li>From a restart on, no external resource refuses subscriptions: a service would have what it
 *       had kept of it, however old, and that is not predicted.
 *   <li>{@code changed} are the resources that have changed since without a subscription: a service
 *       may begin with what it had kept of them, until they deliver.
 * </ul>
 */
final class SourceSteps {

  private final ScriptedSource source;
  private final Set<ScriptedSource.Resource> changed = new HashSet<>();
  private boolean hasRestarted;

  SourceSteps(ScriptedSource source) {
    this.source = source;
  }

  /** Is told that the service starts again. */
  void restarted() {
    hasRestarted = true;
    source.acceptAll();
  }

  /**
   * Whether functions may have run on what a service had kept of an external resource that is in
   * use now. Says so once for each change.
   */
  boolean beginWithOlder(Set<ExternalResource<?, ?>> inUse) {
    return changed.removeIf(each ->
        inUse.stream()
            .filter(external -> external.service().equals(ScriptedSource.NAME))
            .map(ScriptedSource.Resource::of)
            .anyMatch(each::equals));
  }

  /**
   * The contents that a service has of an external resource.
   *
   * @param service the service; null if it has not started
   * @throws ScriptedSource.Refused if the service has no contents and gets none
   */
  Map<Object, List<Object>> contentsOf(
      ExternalResource<?, ?> external, @Nullable ServiceInstance service) {
    ScriptedSource.Resource resource = ScriptedSource.Resource.of(external);
    if (source.refuses(resource) && (service == null || !loaded(service).contains(resource))) {
      throw new ScriptedSource.Refused(resource);
    }
    return source.contents(resource);
  }

  /** The contents of those external resources that are no clock. */
  static Map<ExternalResource<?, ?>, Map<Object, List<Object>>> scripted(
      Map<ExternalResource<?, ?>, Map<Object, List<Object>>> mirrored) {
    Map<ExternalResource<?, ?>, Map<Object, List<Object>>> scripted = new HashMap<>(mirrored);
    scripted.remove(ClockResource.present());
    return scripted;
  }

  /** How many external resources a service has contents of, its clock among them. */
  static int mirroredCount(ServiceInstance service) {
    return (int) service.sourceStatuses().stream().filter(SourceSteps::isMirrored).count();
  }

  private static boolean isMirrored(SourceStatus status) {
    return status.state() == SourceStatus.State.LIVE || status.state() == SourceStatus.State.STALE;
  }

  /** The resources that a service has contents of. */
  static Set<ScriptedSource.Resource> loaded(ServiceInstance service) {
    Set<ScriptedSource.Resource> loaded = new HashSet<>();
    for (SourceStatus status : service.sourceStatuses()) {
      if (isMirrored(status) && status.service().equals(ScriptedSource.NAME)) {
        loaded.add(
            new ScriptedSource.Resource(
                Kind.valueOf(status.identifier()), (int) status.params().asLong()));
      }
    }
    return loaded;
  }

  /**
   * Whether the sources have what a service has of them. Otherwise it is not known what the service
   * will have when it recovers: each source delivers by itself, and the service may refuse some of
   * that.
   */
  boolean haveAll(Map<ExternalResource<?, ?>, Map<Object, List<Object>>> mirrored) {
    return mirrored.entrySet().stream()
        .allMatch(each ->
            source.contents(ScriptedSource.Resource.of(each.getKey())).equals(each.getValue()));
  }

  /**
   * Waits until a service has no sources but those in use, and has told the external service so:
   * what no function needs any more is given back by another thread.
   *
   * @throws Difference if it keeps more
   */
  void awaitOnly(Set<ExternalResource<?, ?>> inUse, ServiceInstance service) {
    long subscribed =
        inUse.stream().filter(each -> each.service().equals(ScriptedSource.NAME)).count();
    Patience.await(
        () ->
            service.sourceStatuses().size() == inUse.size()
                && source.subscriptionCount() == subscribed,
        () ->
            service.sourceStatuses()
                + " are there, and "
                + source.subscriptionCount()
                + " are subscribed, in use are "
                + inUse);
  }

  /** Closes a service, which has to end all that it has subscribed. */
  void close(ServiceInstance service) {
    service.close();
    Patience.await(
        () -> source.subscriptionCount() == 0,
        () -> source.subscriptionCount() + " are subscribed by a service that is closed");
  }

  /** Takes a step. */
  void take(Step.External step, Comparison comparison) {
    ScriptedSource.Resource resource = new ScriptedSource.Resource(step.values(), step.params());
    switch (step.event()) {
      case REFUSE -> {
        if (!hasRestarted) {
          source.refuse(resource);
        }
      }
      case ACCEPT -> source.accept(resource);
      case FAIL -> {
        if (!hasRestarted) {
          source.fail(resource);
        }
      }
      case ERROR ->
          source
              .callbacks(resource)
              .ifPresent(callbacks -> callbacks.error(new IllegalStateException("scripted")));
      case INVALID -> source.callbacks(resource).ifPresent(SourceSteps::sendInvalid);
      case UPDATE, REPLACE -> update(resource, step, comparison);
    }
  }

  private static void sendInvalid(ExternalService.Callbacks callbacks) {
    Entry<Json, Json> invalid = Entry.of(Json.of("not a number"), Json.of(1));
    try {
      join(callbacks.update(List.of(invalid), false));
    } catch (RuntimeException expected) {
      return;
    }
    throw new Difference("invalid external data was accepted");
  }

  private void update(ScriptedSource.Resource resource, Step.External step, Comparison comparison) {
    boolean replaces = step.event() == Step.ExternalEvent.REPLACE;
    Map<Object, List<Object>> after;
    try {
      after =
          State.changed(
              replaces ? Map.of() : source.contents(resource),
              step.entries(),
              key -> Kind.LONG.decode((Json) key),
              value -> resource.values().decode((Json) value));
    } catch (DecodeException e) {
      return;
    }
    source.set(resource, after);
    Optional<ExternalService.Callbacks> callbacks = source.callbacks(resource);
    if (callbacks.isEmpty() && hasRestarted) {
      changed.add(resource);
    }
    if (callbacks.isPresent()) {
      Map<ExternalResource<?, ?>, Map<Object, List<Object>>> mirrored =
          new HashMap<>(comparison.state().mirrored());
      mirrored.replaceAll((external, before) ->
          external.service().equals(ScriptedSource.NAME)
                  && ScriptedSource.Resource.of(external).equals(resource)
              ? after
              : before);
      comparison.attempt(
          comparison.state().withMirrored(mirrored),
          () -> join(callbacks.get().update(step.entries(), replaces)));
    }
  }

  private static void join(CompletionStage<Void> stage) {
    try {
      stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
