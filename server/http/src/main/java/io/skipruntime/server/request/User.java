package io.skipruntime.server.request;

import io.skipruntime.Principal;
import io.skipruntime.server.security.VerifiedToken;
import java.time.Instant;
import java.util.Optional;

/**
 * The user on whose behalf a request is made.
 *
 * @param principal who that is
 * @param expiry until when that holds; empty if the host has found it out, which says itself when
 *     it is over
 */
public record User(Principal principal, Optional<Instant> expiry) {

  /** A user whom a token has proved. */
  static User of(VerifiedToken token) {
    return new User(token.principal(), Optional.of(token.expiry()));
  }

  /** A user whom the host has found out. */
  static User of(Principal principal) {
    return new User(principal, Optional.empty());
  }
}
