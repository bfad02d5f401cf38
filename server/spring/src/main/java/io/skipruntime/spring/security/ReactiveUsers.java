package io.skipruntime.spring.security;

import java.util.Optional;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.util.ClassUtils;

/**
 * The users of an application that has a reactive service of them. A thread that asks for one waits
 * for the answer.
 *
 * @param reactive the application's service
 */
record ReactiveUsers(ReactiveUserDetailsService reactive) implements UserDetailsService {

  private static final boolean HAS_REACTOR =
      ClassUtils.isPresent("reactor.core.publisher.Mono", ReactiveUsers.class.getClassLoader());

  /** The one reactive service of users that an application has, if it does. */
  static Optional<UserDetailsService> in(ListableBeanFactory beans) {
    return HAS_REACTOR
        ? Optional.ofNullable(beans.getBeanProvider(ReactiveUserDetailsService.class).getIfUnique())
            .map(ReactiveUsers::new)
        : Optional.empty();
  }

  @Override
  public UserDetails loadUserByUsername(String username) {
    return reactive
        .findByUsername(username)
        .blockOptional()
        .orElseThrow(() -> new UsernameNotFoundException(username));
  }
}
