package io.skipruntime.server.security;

import java.time.InstantSource;
import java.util.Set;

/**
 * The claims that make a token trustworthy, and those that are taken over from it.
 *
 * @param issuer who must have issued it
 * @param audiences for whom it must be meant; one of them is enough
 * @param claims what a principal has of it beside issuer and subject
 * @param clock tells whether it has expired
 */
public record TokenRules(
    String issuer, Set<String> audiences, Set<String> claims, InstantSource clock) {

  /** Copies the sets. */
  public TokenRules {
    audiences = Set.copyOf(audiences);
    claims = Set.copyOf(claims);
  }
}
