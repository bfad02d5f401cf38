package io.skipruntime.engine.source;

import io.skipruntime.AsyncResource;
import io.skipruntime.ClockResource;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.WiringException;
import io.skipruntime.engine.graph.Transaction;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The external services that sources come from: those that the program names, and the two that the
 * engine has itself, for the time and for async calls. For the holder of the write lock, except for
 * {@link #areNone} and {@link #takeAll}.
 *
 * <ul>
 *   <li>{@code named} is what the definition names that is committed or being built.
 *   <li>{@code tried} is what was named last, also by a definition that was taken back: one that is
 *       built again, when data has arrived, has what was subscribed for it.
 *   <li>{@code unended} has every object that was named and is not given to a shutdown yet; an
 *       object leaves it once, whichever thread asks, with the lock of this object.
 * </ul>
 */
final class ExternalServices {

  private final ServiceInUse clock;
  private final ServiceInUse asyncCalls;
  private volatile Map<String, ServiceInUse> named = Map.of();
  private Map<String, ServiceInUse> tried = Map.of();
  private final Set<ServiceInUse> unended = new LinkedHashSet<>();

  /**
   * The services of a program that names none.
   *
   * @param clock delivers the time
   * @param asyncCalls delivers the outcomes of async functions
   */
  ExternalServices(ExternalService clock, ExternalService asyncCalls) {
    this.clock = new ServiceInUse(clock);
    this.asyncCalls = new ServiceInUse(asyncCalls);
  }

  /**
   * Says which services there are by name, from now on, unless the transaction is taken back. One
   * that is equal to the one before goes on in place of the given one.
   */
  synchronized void define(Map<String, ExternalService> services, Transaction transaction) {
    Map<String, ServiceInUse> before = named;
    Map<String, ServiceInUse> next = new LinkedHashMap<>();
    services.forEach((name, service) -> next.put(name, inUse(name, service)));
    transaction.undo().add(() -> named = before);
    unended.addAll(next.values());
    tried = next;
    named = next;
  }

  private ServiceInUse inUse(String name, ExternalService service) {
    for (Map<String, ServiceInUse> each : List.of(named, tried)) {
      ServiceInUse known = each.get(name);
      if (known != null && known.service().equals(service)) {
        return known;
      }
    }
    return new ServiceInUse(service);
  }

  /** Whether the program names none. For any thread. */
  boolean areNone() {
    return named.isEmpty();
  }

  /**
   * The service that has a resource.
   *
   * @throws WiringException if there is none
   */
  ServiceInUse of(ExternalResource<?, ?> resource) {
    return switch (resource.service()) {
      case ClockResource.SERVICE -> clock;
      case AsyncResource.SERVICE -> asyncCalls;
      default -> named(resource.service());
    };
  }

  /** The service that has a resource, if there is one. */
  Optional<ServiceInUse> find(ExternalResource<?, ?> resource) {
    return named.containsKey(resource.service()) || isOfEngine(resource)
        ? Optional.of(of(resource))
        : Optional.empty();
  }

  private static boolean isOfEngine(ExternalResource<?, ?> resource) {
    return resource.service().equals(ClockResource.SERVICE)
        || resource.service().equals(AsyncResource.SERVICE);
  }

  /**
   * The service that the program gives a name.
   *
   * @throws WiringException if there is none
   */
  ServiceInUse named(String name) {
    ServiceInUse service = named.get(name);
    if (service == null) {
      throw new WiringException(
          List.of(
              "there is no external service "
                  + name
                  + "; externalServices() has "
                  + named.keySet()));
    }
    return service;
  }

  /**
   * Notes services of a definition that is refused, perhaps before it was built: {@link #replace}
   * takes them out of use, except for those that have their names already.
   */
  synchronized void refuse(Map<String, ExternalService> services) {
    services.forEach((name, service) -> unended.add(inUse(name, service)));
  }

  /**
   * Takes those out of use that the definition does not name: after a reload that was committed,
   * those of the definition before; after one that was taken back, those of the refused one.
   *
   * @return what no name stands for any more
   */
  synchronized Set<ExternalService> replace() {
    Map<String, ServiceInUse> now = named;
    tried = now;
    Set<ExternalService> kept = identitySet();
    now.values().forEach(each -> kept.add(each.service()));
    Set<ExternalService> unused = identitySet();
    unended.removeIf(each -> {
      if (now.containsValue(each)) {
        return false;
      }
      each.replaced();
      if (!kept.contains(each.service())) {
        unused.add(each.service());
      }
      return true;
    });
    return unused;
  }

  /** All that were named and not replaced, for the last time. For any thread. */
  synchronized Set<ExternalService> takeAll() {
    Set<ExternalService> all = identitySet();
    unended.forEach(each -> all.add(each.service()));
    unended.clear();
    return all;
  }

  private static Set<ExternalService> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }
}
