package io.skipruntime.spring.security;

import io.skipruntime.Principal;
import io.skipruntime.json.Codec;
import io.skipruntime.json.Codecs;
import io.skipruntime.json.Json;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.security.access.expression.ExpressionUtils;
import org.springframework.security.access.expression.method.MethodSecurityExpressionHandler;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.util.SimpleMethodInvocation;

/**
 * The condition of {@code @PreAuthorize} on the parameters of a resource. It may name the record's
 * components, such as {@code #item}, and all of them as {@code #params}.
 */
final class Guard {

  private final Class<?> parameters;
  private final RecordComponent principal;
  private final Codec<?> codec;
  private final Expression condition;
  private final MethodSecurityExpressionHandler handler;
  private final Users users;

  private Guard(
      Class<?> parameters,
      RecordComponent principal,
      Expression condition,
      MethodSecurityExpressionHandler handler,
      Users users) {
    this.parameters = parameters;
    this.principal = principal;
    this.codec = Codecs.of(parameters);
    this.condition = condition;
    this.handler = handler;
    this.users = users;
  }

  /** What {@code @PreAuthorize} on a class says; empty if it is not there. */
  static Optional<String> condition(Class<?> type) {
    return Optional.ofNullable(AnnotatedElementUtils.findMergedAnnotation(type, PreAuthorize.class))
        .map(PreAuthorize::value);
  }

  /** The component that has the principal; empty if there is none. */
  static Optional<RecordComponent> principalOf(Class<?> parameters) {
    for (RecordComponent component : parameters.getRecordComponents()) {
      if (component.getGenericType().getTypeName().contains(Principal.class.getName())) {
        return Optional.of(component);
      }
    }
    return Optional.empty();
  }

  /** The guard of parameters that are marked, and have a principal. */
  static Guard of(Class<?> parameters, MethodSecurityExpressionHandler handler, Users users) {
    return new Guard(
        parameters,
        principalOf(parameters).orElseThrow(),
        handler.getExpressionParser().parseExpression(condition(parameters).orElseThrow()),
        handler,
        users);
  }

  /** Whether the condition holds now for parameters in JSON, and the principal among them. */
  boolean holds(Json json) {
    Object params = codec.decode(json);
    EvaluationContext context =
        handler.createEvaluationContext(
            () -> users.of(principalIn(params)),
            new SimpleMethodInvocation(params, accessor(principal)));
    context.setVariable("params", params);
    for (RecordComponent component : parameters.getRecordComponents()) {
      context.setVariable(component.getName(), value(component, params));
    }
    return ExpressionUtils.evaluateAsBoolean(condition, context);
  }

  private Optional<Principal> principalIn(Object params) {
    Object value = value(principal, params);
    Object inside = value instanceof Optional<?> optional ? optional.orElse(null) : value;
    return Optional.ofNullable((Principal) inside);
  }

  private static @Nullable Object value(RecordComponent component, Object params) {
    try {
      return accessor(component).invoke(params);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  private static Method accessor(RecordComponent component) {
    Method accessor = component.getAccessor();
    accessor.setAccessible(true);
    return accessor;
  }
}
