package io.skipruntime.engine.definition;

import io.skipruntime.InvalidInputException;
import io.skipruntime.Principal;
import io.skipruntime.PrincipalRequiredException;
import io.skipruntime.Resources;
import io.skipruntime.engine.spi.NamedParameters;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.Codec;
import io.skipruntime.json.Codecs;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonShape;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters that a resource or a command takes.
 *
 * @param subject what takes them, for messages
 * @param type their declared type
 * @param codec what decodes them
 * @param principal the one that is the verified user, if there is one
 */
public record DeclaredParameters(
    String subject, Type type, Codec<?> codec, Optional<PrincipalParameter> principal) {

  /**
   * The parameters of a type; empty if JSON cannot be decoded into it.
   *
   * @param problems gets what is wrong
   */
  static Optional<DeclaredParameters> of(String subject, Type type, List<String> problems) {
    if (type instanceof NamedParameters named) {
      return Optional.of(
          new DeclaredParameters(
              subject,
              type,
              Codecs.of(named.shape()),
              named
                  .principal()
                  .map(user -> new PrincipalParameter(user.name(), user.isOptional()))));
    }
    Codec<?> codec = DeclaredCodec.of("parameters of " + subject, type, problems);
    if (codec == null) {
      return Optional.empty();
    }
    List<String> misplaced = new ArrayList<>();
    Optional<PrincipalParameter> principal = PrincipalParameter.of(type, misplaced);
    misplaced.forEach(problem -> problems.add(subject + ": " + problem));
    return Optional.of(new DeclaredParameters(subject, type, codec, principal));
  }

  /**
   * The parameters as they are taken, from what a client gave.
   *
   * @param user whom the client has been verified to act for, if anybody
   * @throws io.skipruntime.json.DecodeException if they are not of the type
   * @throws InvalidInputException if a client gave the parameter that is the verified principal
   * @throws PrincipalRequiredException if one is needed, and there is none
   */
  public Object acceptFromClient(Json given, Optional<Principal> user) {
    return accept(principal.map(each -> each.with(subject, given, user)).orElse(given));
  }

  /**
   * The parameters as they are taken. Where there are none, null and no parameters are as good as
   * {}.
   *
   * @throws io.skipruntime.json.DecodeException if they are not of the type
   */
  public Object accept(Object given) {
    boolean none =
        (given.equals(Json.NULL) || given instanceof Resources.NoParameters) && takesNone();
    return CanonicalKey.of(codec.accept(none ? Json.object(Map.of()) : given));
  }

  private boolean takesNone() {
    return switch (type) {
      case Class<?> known -> known.isRecord() && known.getRecordComponents().length == 0;
      case NamedParameters(JsonShape.ObjectOf shape, var principal) ->
          shape.optional().containsAll(shape.members().keySet());
      default -> false;
    };
  }
}
