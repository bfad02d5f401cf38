package io.skipruntime.spring.security;

import io.skipruntime.DelegatingService;
import io.skipruntime.ExternalService;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.WiringException;
import io.skipruntime.spring.service.ServiceDecorator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.security.access.expression.method.MethodSecurityExpressionHandler;
import org.springframework.security.core.userdetails.UserDetailsService;

/**
 * The guards of resources whose parameters are marked with {@code @PreAuthorize}. Such parameters
 * need a {@link io.skipruntime.Principal} among them, since equal parameters share one instance. A
 * service without such resources stays as it is.
 */
public final class ResourceGuards implements ServiceDecorator {

  private final MethodSecurityExpressionHandler handler;
  private final Users users;
  private final long againMillis;

  /**
   * Guards by a way to evaluate conditions.
   *
   * @param users the application's users, if it has a service of them
   * @param againMillis after how many milliseconds conditions are evaluated again
   */
  public ResourceGuards(
      MethodSecurityExpressionHandler handler,
      Optional<UserDetailsService> users,
      long againMillis) {
    this.handler = handler;
    this.users = new Users(users);
    this.againMillis = againMillis;
  }

  @Override
  public SkipService<?, ?> decorate(SkipService<?, ?> service) {
    return guarded(service);
  }

  private <I extends Record, S extends Record> SkipService<I, S> guarded(
      SkipService<I, S> service) {
    Map<String, Guard> guards = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (Resources.Definition<S> definition : service.resources().definitions()) {
      if (definition.parameters() instanceof Class<?> type && Guard.condition(type).isPresent()) {
        if (type.isRecord() && Guard.principalOf(type).isPresent()) {
          guards.put(definition.name(), Guard.of(type, handler, users));
        } else {
          problems.add(
              "@PreAuthorize on %s: it needs to be a record with a component of type Principal"
                  .formatted(type.getSimpleName()));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new WiringException(problems);
    }
    return guards.isEmpty()
        ? service
        : new GuardedService<>(service, guards, new Permissions(guards, againMillis));
  }

  /** A service some of whose resources are guarded. */
  private record GuardedService<I extends Record, S extends Record>(
      SkipService<I, S> delegate, Map<String, Guard> guards, Permissions permissions)
      implements DelegatingService<I, S> {

    @Override
    public Resources<S> resources() {
      return delegate
          .resources()
          .changed(definition ->
              guards.containsKey(definition.name())
                  ? new Resources.Definition<>(
                      definition.name(),
                      definition.parameters(),
                      GuardedConstructor.of(definition.name(), definition.constructor()))
                  : definition);
    }

    @Override
    public Map<String, ExternalService> externalServices() {
      Map<String, ExternalService> all = new LinkedHashMap<>(delegate.externalServices());
      all.put(Permissions.SERVICE, permissions);
      return all;
    }
  }
}
