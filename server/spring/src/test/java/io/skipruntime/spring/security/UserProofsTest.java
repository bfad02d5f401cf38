package io.skipruntime.spring.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.spring.service.Proof;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/** The proofs of users hold as long as what they are made of. */
class UserProofsTest {

  private static final long HOUR_SECONDS = 3_600;

  private final InMemoryUserDetailsManager users =
      new InMemoryUserDetailsManager(account("ann").build());

  private static User.UserBuilder account(String name) {
    return User.withUsername(name).password("secret").authorities("USER");
  }

  private static List<Proof> proofs(UserDetailsService users, Authentication user) {
    return new UserProofs(Optional.of(users)).of(user);
  }

  private static Authentication withTokenThatExpires(Instant expiry) {
    return new TestingAuthenticationToken(
        "ann",
        new OAuth2AccessToken(
            OAuth2AccessToken.TokenType.BEARER,
            "token",
            expiry.minusSeconds(HOUR_SECONDS),
            expiry));
  }

  private boolean isHeld(Authentication user) {
    List<Proof> proofs = proofs(users, user);
    assertThat(proofs).hasSize(1);
    return proofs.getFirst().holds();
  }

  @Test
  void token_isAProof_untilAMinuteAfterItsExpiry() {
    Instant now = Instant.now();
    assertThat(isHeld(withTokenThatExpires(now.plusSeconds(HOUR_SECONDS)))).isTrue();
    assertThat(isHeld(withTokenThatExpires(now.minusSeconds(1)))).isTrue();
    assertThat(isHeld(withTokenThatExpires(now.minusSeconds(60)))).isFalse();
  }

  @Test
  void account_isAProof_whileItIsThereAndEnabled() {
    UserDetails ann = account("ann").build();
    Authentication user = new TestingAuthenticationToken(ann, "");
    assertThat(isHeld(user)).isTrue();
    users.updateUser(account("ann").disabled(true).build());
    assertThat(isHeld(user)).isFalse();
    users.updateUser(account("ann").accountLocked(true).build());
    assertThat(isHeld(user)).isFalse();
    users.deleteUser("ann");
    assertThat(isHeld(user)).isFalse();
  }

  @Test
  void userOfAnotherSystem_isNotLookedFor() {
    assertThat(proofs(users, new TestingAuthenticationToken("someone", ""))).isEmpty();
  }

  @Test
  void proofsOfOneAccount_areEqual() {
    UserDetails ann = account("ann").build();
    UserProofs source = new UserProofs(Optional.of(users));
    assertThat(source.of(new TestingAuthenticationToken(ann, "")))
        .isEqualTo(source.of(new TestingAuthenticationToken(ann, "")));
  }
}
