package io.skipruntime.spring.mount;

import io.skipruntime.Principal;
import java.util.Optional;

/**
 * The meaning that the users of the application have for the service: how the user of a request, as
 * the application's security has found it out, becomes the principal that resources and commands
 * get. A bean of this type takes the place of the usual one, by which the user's name is the
 * subject and {@value #ISSUER} the issuer; with Spring Security, the claim {@code authorities} has
 * the user's authorities. Thread-safe.
 */
@FunctionalInterface
public interface RequestPrincipals {

  /** The issuer that stands for the application's own security. */
  String ISSUER = "application";

  /** The meaning without Spring Security. */
  RequestPrincipals BY_NAME = user -> Optional.of(new Principal(ISSUER, user.getName()));

  /** The principal that stands for a user; empty if the user is to be treated as unknown. */
  Optional<Principal> of(java.security.Principal user);
}
