package io.skipruntime.server;

import io.skipruntime.Principal;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.Problem;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Completes the parameters of resources that take a {@link Principal}: it comes from the request's
 * token, and from nowhere else. May be used by any thread that may block.
 */
final class Principals {

  /** The header that has a token; on the streaming listener {@code Authorization} may have it. */
  static final String HEADER = "Skip-Principal";

  private static final String BEARER = "Bearer ";

  /** The parameter of a resource that is a principal. */
  private record Wanted(String name, boolean isOptional) {}

  private final ServiceInstance service;
  private final Optional<TokenVerifier> verifier;
  private final boolean usesAuthorization;

  /**
   * For the routes of one listener.
   *
   * @param usesAuthorization whether a token may come as {@code Authorization}, too
   */
  Principals(ServiceInstance service, Optional<TokenVerifier> verifier, boolean usesAuthorization) {
    this.service = service;
    this.verifier = verifier;
    this.usesAuthorization = usesAuthorization;
  }

  /**
   * The parameters with the principal, if the resource takes one.
   *
   * @param pointer where the parameters are in the request's body
   * @throws RefusedException if there is no token that is valid, or the client gave the parameter
   */
  Json complete(Call call, String resource, Json params, String pointer) {
    Wanted wanted = wanted(service.parameterType(resource));
    if (wanted == null || !(params instanceof JsonObject object)) {
      return params;
    }
    if (object.find(wanted.name()).isPresent()) {
      Problem problem =
          new Problem(
              pointer + RequestBody.pointer(wanted.name()),
              Problem.Kind.INVALID,
              "is taken from the request's token and cannot be given");
      throw new RefusedException(ProblemDocument.ofValues("invalid-parameters", List.of(problem)));
    }
    Optional<String> token = token(call);
    if (token.isEmpty() && wanted.isOptional()) {
      return params;
    }
    Map<String, Json> members = new HashMap<>(object.members());
    members.put(wanted.name(), Json.from(principal(token, resource)));
    return Json.object(members);
  }

  private Principal principal(Optional<String> token, String resource) {
    if (verifier.isEmpty()) {
      throw unauthorized(
          "resource "
              + resource
              + " needs a token, and the server has no keys to verify one with;"
              + " see principal-keys");
    }
    return verifier
        .get()
        .verify(
            token.orElseThrow(() ->
                unauthorized(
                    "resource "
                        + resource
                        + " needs a token: "
                        + (usesAuthorization ? "Authorization: Bearer …, or " : "")
                        + HEADER
                        + ": …")));
  }

  private static RefusedException unauthorized(String detail) {
    return new RefusedException(
        ProblemDocument.of(401, "unauthorized", detail), Map.of("WWW-Authenticate", "Bearer"));
  }

  private Optional<String> token(Call call) {
    Optional<String> own = call.header(HEADER);
    return own.isPresent() || !usesAuthorization
        ? own
        : call.header("Authorization")
            .filter(each -> each.regionMatches(true, 0, BEARER, 0, BEARER.length()))
            .map(each -> each.substring(BEARER.length()).trim());
  }

  private static @Nullable Wanted wanted(Type parameters) {
    if (parameters instanceof Class<?> type && type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        boolean isOptional =
            component.getGenericType() instanceof ParameterizedType generic
                && generic.getRawType() == Optional.class
                && generic.getActualTypeArguments()[0] == Principal.class;
        if (isOptional || component.getType() == Principal.class) {
          return new Wanted(component.getName(), isOptional);
        }
      }
    }
    return null;
  }
}
