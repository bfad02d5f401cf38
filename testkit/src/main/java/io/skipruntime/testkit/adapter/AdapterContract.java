package io.skipruntime.testkit.adapter;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;

/**
 * The setting of a contract's tests: each opens one part of the real system, which is reachable
 * again and removed after the test.
 *
 * @param <S> what is opened
 */
public abstract sealed class AdapterContract<S extends TestedSystem>
    permits SinkContract, SourceContract {

  private @Nullable S opened;
  private boolean isInterrupted;

  AdapterContract() {}

  /** Opens a new, empty part of the real system, which the kit removes at last. */
  protected abstract S open() throws Exception;

  @AfterEach
  final void removeOpened() throws Exception {
    S system = opened;
    if (system != null) {
      if (isInterrupted) {
        restore(system);
      }
      system.remove();
    }
  }

  /** Opens a part of the system; the test is left out if one of the needed abilities is lacking. */
  final S openWith(Ability... needed) throws Exception {
    S system = open();
    opened = system;
    for (Ability each : needed) {
      Assumptions.assumeTrue(system.abilities().contains(each), "there is no ability " + each);
    }
    return system;
  }

  final void interrupt(S system) throws Exception {
    isInterrupted = true;
    system.interrupt();
  }

  final void restore(S system) throws Exception {
    system.restore();
    isInterrupted = false;
  }
}
