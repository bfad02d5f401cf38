package io.skipruntime.engine;

import io.skipruntime.Principal;
import io.skipruntime.engine.definition.DeclaredParameters;
import io.skipruntime.json.Json;
import java.util.Optional;

/**
 * Parameters of a resource or a command as a client gave them, and on whose behalf, for {@link
 * ServiceInstance#getAll} and its like. The principal becomes the parameter that there is for it;
 * if a client's JSON has that parameter itself, it is refused, as it is in {@link Json} without a
 * principal.
 *
 * @param json what the client gave
 * @param principal whom the client has been verified to act for, if anybody
 */
public record ClientParams(Json json, Optional<Principal> principal) {

  /**
   * Parameters as what is asked for takes them.
   *
   * @throws io.skipruntime.json.DecodeException if they are not of its type
   * @throws io.skipruntime.InvalidInputException if a client gave the verified principal
   * @throws io.skipruntime.PrincipalRequiredException if it needs one, and there is none
   */
  static Object accepted(DeclaredParameters type, Object params) {
    return switch (params) {
      case ClientParams client -> type.acceptFromClient(client.json(), client.principal());
      case Json json -> type.acceptFromClient(json, Optional.empty());
      default -> type.accept(params);
    };
  }
}
