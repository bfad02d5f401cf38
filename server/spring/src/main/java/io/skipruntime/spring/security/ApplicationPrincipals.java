package io.skipruntime.spring.security;

import io.skipruntime.Principal;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/**
 * The users of the application as principals of its service: the subject is the user's name, the
 * issuer is {@value #ISSUER}, and the claim {@value #AUTHORITIES} lists the user's authorities, in
 * their order as texts. Two requests of one user with the same authorities have equal principals.
 */
public final class ApplicationPrincipals {

  /** The issuer that stands for the application's own security. */
  static final String ISSUER = "application";

  /** The claim that has the authorities. */
  static final String AUTHORITIES = "authorities";

  private ApplicationPrincipals() {}

  /** The principal of a user; empty for one that is not authenticated. */
  public static Optional<Principal> of(java.security.Principal user) {
    if (!(user instanceof Authentication authentication)) {
      return Optional.of(new Principal(ISSUER, user.getName()));
    }
    if (!authentication.isAuthenticated()
        || authentication instanceof AnonymousAuthenticationToken) {
      return Optional.empty();
    }
    List<Json> authorities =
        authentication.getAuthorities().stream()
            .map(GrantedAuthority::getAuthority)
            .filter(each -> each != null)
            .sorted()
            .distinct()
            .<Json>map(Json::of)
            .toList();
    return Optional.of(
        new Principal(
            ISSUER, authentication.getName(), Map.of(AUTHORITIES, Json.array(authorities))));
  }
}
