package io.skipruntime.server;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How the tokens are verified that say who a request is made for ({@link
 * io.skipruntime.Principal}). Immutable: {@code with…} gives options of which one is different. A
 * text that is empty stands for none.
 */
public final class PrincipalOptions implements Cloneable {

  private Optional<String> keys = Optional.empty();
  private Optional<String> issuer = Optional.empty();
  private Optional<String> audience = Optional.empty();
  private Set<String> claims = Set.of();

  private PrincipalOptions() {}

  /** No keys, so that no token is accepted. */
  public static PrincipalOptions defaults() {
    return new PrincipalOptions();
  }

  private PrincipalOptions changed(Consumer<PrincipalOptions> change) {
    try {
      PrincipalOptions copy = (PrincipalOptions) clone();
      change.accept(copy);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  private static Optional<String> given(String text) {
    return Optional.of(text).filter(each -> !each.isEmpty());
  }

  /**
   * Where the public keys are that tokens are signed with: a file of PEM public keys or of a JSON
   * Web Key Set, which is read when the server starts, or the https address of a JSON Web Key Set,
   * which is asked again when a token names a key that it did not have. None by default.
   */
  public Optional<String> keys() {
    return keys;
  }

  /** With other {@link #keys}. */
  public PrincipalOptions withKeys(String fileOrAddress) {
    return changed(copy -> copy.keys = given(fileOrAddress));
  }

  /** Who tokens must be issued by, their {@code iss}; by default anybody who has a key. */
  public Optional<String> issuer() {
    return issuer;
  }

  /** With another {@link #issuer}. */
  public PrincipalOptions withIssuer(String name) {
    return changed(copy -> copy.issuer = given(name));
  }

  /** Who tokens must be meant for, one of their {@code aud}; by default anybody. */
  public Optional<String> audience() {
    return audience;
  }

  /** With another {@link #audience}. */
  public PrincipalOptions withAudience(String name) {
    return changed(copy -> copy.audience = given(name));
  }

  /**
   * The names of the claims that resources see; by default none. The fewer, the more requests share
   * an instance: with a claim such as {@code jti} each token would have one of its own.
   */
  public Set<String> claims() {
    return claims;
  }

  /** With other {@link #claims}. */
  public PrincipalOptions withClaims(Set<String> names) {
    return changed(copy -> copy.claims = Set.copyOf(names));
  }
}
