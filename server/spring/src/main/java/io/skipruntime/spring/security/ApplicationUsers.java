package io.skipruntime.spring.security;

import java.util.Optional;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.security.core.userdetails.UserDetailsService;

/** The users that an application knows by a service of its own. */
public final class ApplicationUsers {

  private ApplicationUsers() {}

  /**
   * The application's service of users, which may be a reactive one; empty if there is none, or
   * several of which none is the primary one.
   */
  public static Optional<UserDetailsService> in(ListableBeanFactory beans) {
    return Optional.ofNullable(beans.getBeanProvider(UserDetailsService.class).getIfUnique())
        .or(() -> ReactiveUsers.in(beans));
  }
}
