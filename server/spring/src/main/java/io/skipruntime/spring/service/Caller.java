package io.skipruntime.spring.service;

import io.skipruntime.ForbiddenException;
import io.skipruntime.Principal;
import java.util.Optional;

/** The user for whom the current thread uses a service. Thread-safe. */
public interface Caller {

  /** A caller that is no known user, and may use everything that needs none. */
  Caller NOBODY =
      new Caller() {
        @Override
        public Optional<Principal> principal() {
          return Optional.empty();
        }

        @Override
        public Permission permit(String resource, Object params) {
          return Permission.UNLIMITED;
        }
      };

  /** The user as resources and commands see one; empty if there is none. */
  Optional<Principal> principal();

  /**
   * The permission of the user to use a resource.
   *
   * @param params the parameters that the user gives
   * @throws ForbiddenException if the user has none
   */
  Permission permit(String resource, Object params);

  /** A permission that a user had when it was asked for. */
  @FunctionalInterface
  interface Permission {

    /** A permission that does not end. */
    Permission UNLIMITED = () -> true;

    /** Whether the user has it still; for any thread. */
    boolean holds();
  }
}
