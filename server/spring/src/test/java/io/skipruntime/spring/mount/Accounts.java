package io.skipruntime.spring.mount;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;

/** The accounts of an application's users, whose password is {@code secret}. */
final class Accounts {

  private final Map<String, UserDetails> accounts = new ConcurrentHashMap<>();

  /** With an account for Ann, who has the role of a user. */
  Accounts() {
    put("ann", "USER");
  }

  void put(String name, String... roles) {
    accounts.put(name, User.withUsername(name).password("{noop}secret").roles(roles).build());
  }

  void remove(String name) {
    accounts.remove(name);
  }

  /** A copy of an account, since the password of one that has logged in is erased. */
  Optional<UserDetails> find(String name) {
    return Optional.ofNullable(accounts.get(name))
        .map(account -> User.withUserDetails(account).build());
  }
}
