package io.skipruntime.spring.security;

import io.skipruntime.Principal;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/**
 * The users for whom principals stand, as they are now. Where the application has a service of
 * users, a user of the application has the authorities that this service says, and one that is gone
 * or disabled counts as not authenticated; any other principal has those of its claims {@code
 * authorities} and {@code scope}.
 *
 * @param known the application's users, if it has a service of them
 */
record Users(Optional<UserDetailsService> known) {

  private static final Authentication NOBODY =
      new AnonymousAuthenticationToken(
          "skip", "anonymousUser", AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS"));

  /** The user for whom a principal stands. */
  Authentication of(Optional<Principal> principal) {
    return principal.map(this::of).orElse(NOBODY);
  }

  private Authentication of(Principal principal) {
    if (known.isPresent() && principal.issuer().equals(ApplicationPrincipals.ISSUER)) {
      return current(principal.subject(), known.get());
    }
    List<String> authorities = new ArrayList<>();
    principal
        .claim(ApplicationPrincipals.AUTHORITIES)
        .ifPresent(claim -> texts(claim).forEach(authorities::add));
    principal
        .claim("scope")
        .ifPresent(claim -> texts(claim).forEach(each -> authorities.add("SCOPE_" + each)));
    return UsernamePasswordAuthenticationToken.authenticated(
        principal.subject(), null, AuthorityUtils.createAuthorityList(authorities));
  }

  /** Whether a user of the application is there, and may log in. */
  boolean isUsable(String name) {
    return known.flatMap(users -> usable(name, users)).isPresent();
  }

  private static Authentication current(String name, UserDetailsService users) {
    return usable(name, users)
        .<Authentication>map(user ->
            UsernamePasswordAuthenticationToken.authenticated(user, null, user.getAuthorities()))
        .orElse(NOBODY);
  }

  private static Optional<UserDetails> usable(String name, UserDetailsService users) {
    try {
      UserDetails user = users.loadUserByUsername(name);
      boolean isUsable =
          user.isEnabled() && user.isAccountNonLocked() && user.isAccountNonExpired();
      return isUsable ? Optional.of(user) : Optional.empty();
    } catch (UsernameNotFoundException gone) {
      return Optional.empty();
    }
  }

  /** The texts of an array, or of one text with spaces between them. */
  private static List<String> texts(Json claim) {
    return switch (claim) {
      case JsonArray array ->
          array.elements().stream()
              .filter(JsonString.class::isInstance)
              .map(Json::asString)
              .toList();
      case JsonString text -> List.of(text.asString().split(" ", -1));
      default -> List.of();
    };
  }
}
