package io.skipruntime.engine;

/**
 * An observer of every service that this process starts and closes, in whatever place. A library
 * for monitoring finds the services by it, without a change in them.
 *
 * <p>{@link java.util.ServiceLoader} finds the observers: name the class in {@code
 * META-INF/services/io.skipruntime.engine.ServiceObserver}; it has a public constructor without
 * parameters and is made once in a process. Observers are called by the thread that starts or
 * closes the service. An exception of theirs is logged and changes nothing.
 */
public interface ServiceObserver {

  /** A service has started. */
  default void started(ServiceInstance service) {}

  /** A service is about to close; it still works. Called once for each that has started. */
  default void closing(ServiceInstance service) {}
}
