package io.skipruntime.spring.mount;

import io.skipruntime.spring.service.Proof;
import jakarta.servlet.http.HttpSession;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.WebSession;

/** The proofs that sessions are: each holds until its user has logged out, or time is up. */
final class SessionProof {

  /** The attribute in which Spring Security keeps who is logged in. */
  private static final String USER = "SPRING_SECURITY_CONTEXT";

  private SessionProof() {}

  /** The proof of a session of a servlet container. */
  static Optional<Proof> of(@Nullable HttpSession session) {
    return Optional.ofNullable(session).map(each -> new OfServlet(each, userOf(each)));
  }

  private static Optional<Object> userOf(HttpSession session) {
    try {
      return Optional.ofNullable(session.getAttribute(USER));
    } catch (IllegalStateException ended) {
      return Optional.empty();
    }
  }

  /** The proof of a session of WebFlux, if that has begun. */
  static Optional<Proof> of(WebSession session) {
    return session.isStarted()
        ? Optional.of(new OfFlux(session, session.getAttribute(USER)))
        : Optional.empty();
  }

  /**
   * The proof of a session of a servlet container.
   *
   * @param user who is logged in, as Spring Security has it
   */
  private record OfServlet(HttpSession session, Optional<Object> user) implements Proof {

    @Override
    public boolean holds() {
      try {
        session.getCreationTime();
        return user.equals(userOf(session));
      } catch (IllegalStateException ended) {
        return false;
      }
    }
  }

  /**
   * The proof of a session of WebFlux.
   *
   * @param user who is logged in, as Spring Security has it
   */
  private record OfFlux(WebSession session, @Nullable Object user) implements Proof {

    @Override
    public boolean holds() {
      return !session.isExpired() && Objects.equals(user, session.getAttribute(USER));
    }
  }
}
