package io.skipruntime.spring.service;

import io.skipruntime.Principal;
import java.util.Optional;

/** The user for whom the current thread uses a service. Thread-safe. */
@FunctionalInterface
public interface Caller {

  /** A caller that is no known user. */
  Caller NOBODY = Optional::empty;

  /** The user as resources and commands see one; empty if there is none. */
  Optional<Principal> principal();
}
