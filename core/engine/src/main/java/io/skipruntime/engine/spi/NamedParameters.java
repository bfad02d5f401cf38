package io.skipruntime.engine.spi;

import io.skipruntime.json.JsonShape;
import java.lang.reflect.Type;
import java.util.Optional;

/**
 * The parameters of a resource or a command of a {@link NamedService}, as a type. Immutable.
 *
 * @param shape the parameters with the verified user among them, if one is taken
 * @param principal the member that is the verified user, which clients cannot give
 */
public record NamedParameters(JsonShape shape, Optional<UserMember> principal) implements Type {

  /**
   * A member of the parameters that is the verified user.
   *
   * @param name the member's name
   * @param isOptional whether there may be none
   */
  public record UserMember(String name, boolean isOptional) {}

  @Override
  public String getTypeName() {
    return shape.describe();
  }
}
