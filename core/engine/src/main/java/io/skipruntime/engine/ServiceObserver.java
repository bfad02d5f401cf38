package io.skipruntime.engine;

/**
 * Is told of every service that this process starts and closes, wherever it does: how a library for
 * monitoring finds the services without a change of theirs.
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
