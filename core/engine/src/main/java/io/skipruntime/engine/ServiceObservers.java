package io.skipruntime.engine;

import io.skipruntime.json.FailureText;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/** The observers of this process's services, found when they are first needed. */
final class ServiceObservers {

  private static final List<ServiceObserver> ALL =
      ServiceLoader.load(ServiceObserver.class).stream().map(ServiceLoader.Provider::get).toList();

  private ServiceObservers() {}

  static void tell(Consumer<ServiceObserver> news) {
    for (ServiceObserver observer : ALL) {
      try {
        news.accept(observer);
      } catch (RuntimeException e) {
        System.getLogger(ServiceObserver.class.getName())
            .log(
                System.Logger.Level.ERROR,
                "an observer of services failed",
                FailureText.loggable(e));
      }
    }
  }
}
