package io.skipruntime;

import io.skipruntime.json.Json;
import java.util.Map;
import java.util.Optional;

/**
 * Somebody on whose behalf a resource is asked for, as a server has verified: who that is, and what
 * else the server was told to take over from the proof.
 *
 * <p>A resource gets it as a parameter: a component of type {@code Principal} of its parameters'
 * record, or {@code Optional<Principal>} if it is for anybody. Clients cannot give that parameter;
 * it is set from the token that they prove themselves with. As with all parameters, equal ones
 * share one instance: two clients of one user have the same instance, and tokens that differ in
 * nothing but their time are the same principal.
 *
 * @param issuer who vouches for the subject; subjects are unique within an issuer
 * @param subject who it is, as the issuer calls them
 * @param claims what else is known of them, by name; only what the server was told to take over
 */
public record Principal(String issuer, String subject, Map<String, Json> claims) {

  /** Copies the claims. */
  public Principal {
    claims = Map.copyOf(claims);
  }

  /** A principal of whom nothing else is known. */
  public Principal(String issuer, String subject) {
    this(issuer, subject, Map.of());
  }

  /** One of the claims. */
  public Optional<Json> claim(String name) {
    return Optional.ofNullable(claims.get(name));
  }
}
