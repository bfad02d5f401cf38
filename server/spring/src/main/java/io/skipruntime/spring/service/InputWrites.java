package io.skipruntime.spring.service;

import io.skipruntime.Entry;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import java.util.List;
import java.util.Optional;

/** The way that the writes of an application take to its service. Thread-safe. */
@FunctionalInterface
public interface InputWrites {

  /** Entries for one input. */
  record Write(String input, List<? extends Entry<?, ?>> entries) {}

  /**
   * Writes to inputs, all at once.
   *
   * @return the version from which on reads show the writes; empty if they are yet to be made
   */
  Optional<Watermark> write(List<Write> writes);

  /** Writes that are made at once. */
  static InputWrites immediate(ServiceInstance service) {
    return writes -> Optional.of(commit(service, writes));
  }

  /** Makes writes in one commit. */
  static Watermark commit(ServiceInstance service, List<Write> writes) {
    return service.transaction(
        transaction -> writes.forEach(each -> transaction.update(each.input(), each.entries())));
  }
}
