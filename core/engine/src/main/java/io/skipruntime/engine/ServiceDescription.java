package io.skipruntime.engine;

import io.skipruntime.SkipService;
import io.skipruntime.WiringException;
import io.skipruntime.engine.definition.CommandType;
import io.skipruntime.engine.definition.DeclaredOutput;
import io.skipruntime.engine.definition.PrincipalParameter;
import io.skipruntime.engine.definition.ServiceDefinition;
import io.skipruntime.json.JsonType;
import java.util.List;
import java.util.Optional;

/**
 * The inputs that clients can write to, the resources that they can read and the commands that they
 * can run, with the types that these have in JSON; for tools that tell other programs of a service.
 * Nothing of the service is run but what defines these. Immutable.
 *
 * @param name the simple name of the service's class
 * @param inputs the inputs, in the order of the inputs record
 * @param resources the resources, in the order of their definition
 * @param commands the commands, in the order of their definition
 */
public record ServiceDescription(
    String name,
    List<InputDescription> inputs,
    List<ResourceDescription> resources,
    List<CommandDescription> commands) {

  /** An input collection: its name, and the types of its entries. */
  public record InputDescription(String name, JsonType keys, JsonType values) {}

  /**
   * A resource.
   *
   * @param name its name
   * @param parameters what its parameters are decoded from
   * @param principal the parameter that clients cannot give, because it is the verified user
   * @param output the types of its entries, if they are declared
   */
  public record ResourceDescription(
      String name,
      JsonType parameters,
      Optional<String> principal,
      Optional<OutputDescription> output) {}

  /**
   * A command.
   *
   * @param name its name
   * @param parameters what its parameters are decoded from
   * @param principal the parameter that clients cannot give, because it is the verified user
   * @param result what it gives
   */
  public record CommandDescription(
      String name, JsonType parameters, Optional<String> principal, JsonType result) {}

  /** The types of a resource's entries. */
  public record OutputDescription(JsonType keys, JsonType values) {}

  /** A description of copies of the lists. */
  public ServiceDescription {
    inputs = List.copyOf(inputs);
    resources = List.copyOf(resources);
    commands = List.copyOf(commands);
  }

  /**
   * The description of a service. What its resources give is taken from the declared return type of
   * their {@code instantiate}; a lambda declares none, nor does a type with {@code ?} in it.
   *
   * @throws WiringException if the service's inputs, resources or commands have mistakes
   */
  public static ServiceDescription of(SkipService<?, ?> service) {
    ServiceDefinition definition = ServiceDefinition.of(service);
    if (!definition.problems().isEmpty()) {
      throw new WiringException(definition.problems());
    }
    return new ServiceDescription(
        service.getClass().getSimpleName(),
        definition.inputs().values().stream()
            .map(input ->
                new InputDescription(
                    input.name(), input.keys().jsonType(), input.values().jsonType()))
            .toList(),
        definition.resources().values().stream().map(ServiceDescription::describe).toList(),
        definition.commands().values().stream().map(ServiceDescription::describe).toList());
  }

  private static CommandDescription describe(CommandType command) {
    return new CommandDescription(
        command.definition().name(),
        command.parameters().codec().jsonType(),
        command.parameters().principal().map(PrincipalParameter::name),
        command.result().jsonType());
  }

  private static ResourceDescription describe(ServiceDefinition.ResourceType resource) {
    return new ResourceDescription(
        resource.definition().name(),
        resource.parameters().codec().jsonType(),
        resource.parameters().principal().map(PrincipalParameter::name),
        DeclaredOutput.of(resource)
            .map(output ->
                new OutputDescription(output.keys().jsonType(), output.values().jsonType())));
  }
}
