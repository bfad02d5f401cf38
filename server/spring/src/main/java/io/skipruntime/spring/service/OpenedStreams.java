package io.skipruntime.spring.service;

import io.skipruntime.UnknownInstanceException;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import io.skipruntime.spring.SkipResource.Following;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The streams that an application has opened for users whose permission may end. {@link
 * #endForbidden} ends those whose permission does not hold any more; something calls it regularly.
 * Thread-safe.
 */
public final class OpenedStreams {

  private final ServiceInstance service;
  private final Map<String, Caller.Permission> limited = new ConcurrentHashMap<>();

  /** The streams of a service. */
  public OpenedStreams(ServiceInstance service) {
    this.service = service;
  }

  /** Opens a stream, which ends when the permission does; gives its identifier. */
  String open(String resource, Object params, Caller.Permission permission) {
    String identifier = UUID.randomUUID().toString();
    service.instantiateResource(identifier, resource, params);
    if (permission != Caller.Permission.UNLIMITED) {
      limited.put(identifier, permission);
    }
    return identifier;
  }

  /** Follows a stream that was just opened, and ends it with the consumer's updates. */
  <K, V> Following follow(String identifier, Consumer<CollectionUpdate<K, V>> consumer) {
    Subscription subscription = service.subscribe(identifier, consumer);
    return () -> {
      subscription.close();
      end(identifier);
    };
  }

  /** Ends the streams whose permission does not hold any more, and forgets those that are gone. */
  public void endForbidden() {
    limited.forEach((identifier, permission) -> {
      if (!service.isOpen(identifier)) {
        limited.remove(identifier);
      } else if (!permission.holds()) {
        end(identifier);
      }
    });
  }

  private void end(String identifier) {
    limited.remove(identifier);
    try {
      service.closeResourceInstance(identifier);
    } catch (UnknownInstanceException gone) {
      System.getLogger(OpenedStreams.class.getName())
          .log(System.Logger.Level.TRACE, "a stream has ended before", gone);
    }
  }
}
