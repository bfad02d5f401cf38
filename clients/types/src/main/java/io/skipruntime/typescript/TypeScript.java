package io.skipruntime.typescript;

import io.skipruntime.SkipService;
import io.skipruntime.engine.ServiceDescription;
import io.skipruntime.engine.ServiceDescription.CommandDescription;
import io.skipruntime.engine.ServiceDescription.InputDescription;
import io.skipruntime.engine.ServiceDescription.ResourceDescription;
import io.skipruntime.json.JsonShape;
import io.skipruntime.json.JsonType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A TypeScript module with the types of a service's inputs, resources and commands: an interface
 * with the name of the service's class, which clients are given as their type parameter ({@code new
 * SkipClient<GroupsService>(…)}), and one for each record in it.
 *
 * <p>The types are those of the JSON that the service takes and gives. What the declarations in
 * Java do not say, such as the entries of a resource that is a lambda, is {@code Json}.
 */
public final class TypeScript {

  private static final String NO_MEMBERS = "Record<string, never>";

  /** The ways to write whole numbers of 64 bits. */
  public enum LongNumbers {
    /** As {@code number}, as is usual; a larger one than 2^53 is a bigint nevertheless. */
    NUMBER,
    /** As {@code number | bigint}, so that programs must think of large ones. */
    NUMBER_OR_BIGINT
  }

  private final ServiceDescription service;
  private final TypeTexts texts;
  private final StringBuilder out = new StringBuilder();

  private TypeScript(ServiceDescription service, LongNumbers longs) {
    this.service = service;
    this.texts = new TypeTexts(service.name(), longs);
  }

  /**
   * The module for a service.
   *
   * @throws io.skipruntime.WiringException if the service's inputs or resources have mistakes
   */
  public static String of(SkipService<?, ?> service, LongNumbers longs) {
    return of(ServiceDescription.of(service), longs);
  }

  /** The module for what is described. */
  public static String of(ServiceDescription service, LongNumbers longs) {
    return new TypeScript(service, longs).module();
  }

  private String module() {
    out.append("/** The types of ").append(service.name()).append(". Generated; do not edit. */\n");
    out.append("export interface ").append(service.name()).append(" {\n");
    out.append("  readonly inputs: {\n");
    service.inputs().forEach(this::add);
    out.append("  };\n  readonly resources: {\n");
    service.resources().forEach(this::add);
    out.append("  };\n");
    if (!service.commands().isEmpty()) {
      out.append("  readonly commands: {\n");
      service.commands().forEach(this::add);
      out.append("  };\n");
    }
    out.append("}\n");
    out.append(texts.declarations());
    String head =
        texts.usesJson() ? "import type { Json } from \"@skipruntime-jvm/client\";\n\n" : "";
    return head + out;
  }

  private void add(InputDescription input) {
    addMember(
        input.name(),
        List.of("key: " + texts.of(input.keys()), "value: " + texts.of(input.values())));
  }

  private void add(ResourceDescription resource) {
    String params = "params: " + parameters(resource.parameters(), resource.principal());
    if (resource.output().isEmpty()) {
      out.append(
          "    /** Its entries are not declared: `instantiate` has no return type that says. */\n");
    }
    String key = resource.output().map(output -> texts.of(output.keys())).orElseGet(texts::json);
    String value =
        resource.output().map(output -> texts.of(output.values())).orElseGet(texts::json);
    addMember(resource.name(), List.of(params, "key: " + key, "value: " + value));
  }

  private void add(CommandDescription command) {
    addMember(
        command.name(),
        List.of(
            "params: " + parameters(command.parameters(), command.principal()),
            "result: " + result(command.result())));
  }

  private String result(JsonType type) {
    boolean isNone = type instanceof JsonType.ObjectType object && object.members().isEmpty();
    return isNone ? NO_MEMBERS : texts.of(type);
  }

  private void addMember(String name, List<String> types) {
    out.append("    readonly ").append(ShapeTexts.quotedIfNeeded(name)).append(": {\n");
    types.forEach(type -> out.append("      readonly ").append(type).append(";\n"));
    out.append("    };\n");
  }

  /** Parameters stand where they are used, since clients may leave out those that may be null. */
  private String parameters(JsonType parameters, Optional<String> principal) {
    if (parameters instanceof JsonType.ShapeType(JsonShape.ObjectOf object)) {
      return new ShapeTexts(texts, Map.of())
          .object(object, name -> !principal.equals(Optional.of(name)));
    }
    if (!(parameters instanceof JsonType.ObjectType object)) {
      return texts.of(parameters);
    }
    List<JsonType.Member> given =
        object.members().stream()
            .filter(member -> !principal.equals(Optional.of(member.name())))
            .toList();
    return given.isEmpty() ? NO_MEMBERS : "{ " + texts.members(given, "; ", true) + " }";
  }
}
