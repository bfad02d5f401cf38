package io.skipruntime.engine.definition;

import io.skipruntime.Commands;
import io.skipruntime.SkipService;
import io.skipruntime.engine.function.Captured;
import io.skipruntime.json.CanonicalValue;
import io.skipruntime.json.Codec;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A command of a service.
 *
 * @param definition what the service says of it
 * @param parameters the parameters that it takes
 * @param result what encodes its result
 */
public record CommandType(
    Commands.Definition<Object, Object> definition,
    DeclaredParameters parameters,
    Codec<Object> result) {

  /** What messages name it by. */
  public String subject() {
    return parameters.subject();
  }

  /**
   * A result of the command as JSON.
   *
   * @throws RuntimeException if it is null, not of the declared type, or what readers of JSON
   *     refuse
   */
  public Json encoded(Object given) {
    Object accepted = result.accept(Objects.requireNonNull(given, "the result is null"));
    return result.encode(CanonicalValue.of(accepted));
  }

  /**
   * Reads the commands that a service defines.
   *
   * @param commands gets them, by name
   * @param problems gets what is wrong
   */
  static void readAll(
      SkipService<?, ?> service, Map<String, CommandType> commands, List<String> problems) {
    for (Commands.Definition<?, ?> definition : service.commands().definitions()) {
      String name = definition.name();
      String subject = "command " + name;
      if (name.isEmpty() || name.contains("/")) {
        problems.add("command \"" + name + "\": a name must not be empty or contain a slash");
      }
      if (!definition.constructor().getClass().getName().startsWith("java.")) {
        Captured.problems(definition.constructor())
            .forEach(problem -> problems.add(subject + ": " + problem));
      }
      Optional<CommandType> type = read(definition, subject, problems);
      if (type.isPresent() && commands.put(name, type.get()) != null) {
        problems.add(subject + " is defined twice");
      }
    }
  }

  @SuppressWarnings("unchecked") // commands are given what the same service declares
  private static Optional<CommandType> read(
      Commands.Definition<?, ?> definition, String subject, List<String> problems) {
    Codec<?> result = DeclaredCodec.of("result of " + subject, definition.result(), problems);
    Optional<DeclaredParameters> parameters =
        DeclaredParameters.of(subject, definition.parameters(), problems);
    return result == null
        ? Optional.empty()
        : parameters.map(each ->
            new CommandType(
                (Commands.Definition<Object, Object>) definition, each, (Codec<Object>) result));
  }
}
