package io.skipruntime.spring.security;

import io.skipruntime.spring.service.Proof;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.util.ClassUtils;

/**
 * The proofs of users that Spring Security has authenticated, apart from their sessions: that the
 * application's service of users, by which a user has logged in, knows and admits this user still,
 * and that the user's bearer token has not expired. Thread-safe.
 */
public final class UserProofs {

  private static final boolean HAS_TOKENS =
      ClassUtils.isPresent(
          "org.springframework.security.oauth2.core.OAuth2Token",
          UserProofs.class.getClassLoader());

  private final Users users;

  /**
   * Proofs of an application's users.
   *
   * @param users the application's users, if it has a service of them
   */
  public UserProofs(Optional<UserDetailsService> users) {
    this.users = new Users(users);
  }

  /** The proofs of a user; none for one of whom nothing is known. Does not block. */
  public List<Proof> of(java.security.Principal user) {
    List<Proof> proofs = new ArrayList<>(2);
    if (user instanceof Authentication authentication) {
      if (users.known().isPresent() && authentication.getPrincipal() instanceof UserDetails) {
        proofs.add(new KnownUser(users, authentication.getName()));
      }
      if (HAS_TOKENS) {
        ValidToken.of(authentication).ifPresent(proofs::add);
      }
    }
    return proofs;
  }

  /**
   * The proof that the application knows a user, and that the account is enabled.
   *
   * @param users the application's users
   * @param name the user's name
   */
  private record KnownUser(Users users, String name) implements Proof {

    @Override
    public boolean holds() {
      return users.isUsable(name);
    }
  }

  /**
   * The proof that a bearer token has not expired.
   *
   * @param expiry when it does
   * @param clock tells the time
   */
  private record ValidToken(Instant expiry, InstantSource clock) implements Proof {

    /** For how long after its expiry Spring Security takes a token, since clocks differ. */
    private static final long LEEWAY_SECONDS = 60;

    /** The proof of a user who has a token that expires. */
    static Optional<Proof> of(Authentication authentication) {
      return authentication.getCredentials() instanceof OAuth2Token token
          ? Optional.ofNullable(token.getExpiresAt())
              .map(expiry -> new ValidToken(expiry, InstantSource.system()))
          : Optional.empty();
    }

    @Override
    public boolean holds() {
      return clock.instant().isBefore(expiry.plusSeconds(LEEWAY_SECONDS));
    }
  }
}
