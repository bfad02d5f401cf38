package io.skipruntime.spring.security;

import io.skipruntime.Principal;
import io.skipruntime.spring.service.Caller;
import java.util.Optional;
import org.springframework.security.core.context.SecurityContextHolder;

/** The user that Spring Security knows of the current thread. Thread-safe. */
public final class SecurityCaller implements Caller {

  /** A caller that asks the security context of each thread. */
  public SecurityCaller() {}

  @Override
  public Optional<Principal> principal() {
    return Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
        .flatMap(ApplicationPrincipals::of);
  }
}
