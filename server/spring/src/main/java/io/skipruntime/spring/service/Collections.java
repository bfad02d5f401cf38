package io.skipruntime.spring.service;

import static java.util.stream.Collectors.joining;

import io.skipruntime.DeclaredTypes;
import io.skipruntime.SkipService;
import io.skipruntime.WiringException;
import io.skipruntime.engine.CommandAnswer;
import io.skipruntime.engine.ServiceDescription;
import io.skipruntime.engine.ServiceDescription.OutputDescription;
import io.skipruntime.engine.ServiceDescription.ResourceDescription;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import io.skipruntime.engine.Writes;
import io.skipruntime.json.Codec;
import io.skipruntime.json.Codecs;
import io.skipruntime.json.JsonType;
import io.skipruntime.spring.SkipInput;
import io.skipruntime.spring.SkipResource;
import io.skipruntime.spring.SkipTemplate;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The inputs and resources of a service, found by name. Types that are asked for are compared with
 * those that the service declares, so that a mistake is told at the start of the application and
 * not by the first entry. Thread-safe.
 */
public final class Collections implements SkipTemplate {

  private final ServiceInstance service;
  private final InputWrites writes;
  private final Caller caller;
  private final OpenedStreams streams;
  private final Map<String, Type> inputs = new LinkedHashMap<>();
  private final Map<String, ResourceDescription> resources = new LinkedHashMap<>();

  /**
   * The collections of a running service.
   *
   * @param definition the service as its author defined it
   * @param service what runs
   * @param streams what is opened for users
   */
  public Collections(
      SkipService<?, ?> definition,
      ServiceInstance service,
      InputWrites writes,
      Caller caller,
      OpenedStreams streams) {
    this.service = service;
    this.writes = writes;
    this.caller = caller;
    this.streams = streams;
    DeclaredTypes.of(definition)
        .inputs()
        .ifPresent(type -> {
          for (RecordComponent each : type.getRecordComponents()) {
            inputs.put(each.getName(), each.getGenericType());
          }
        });
    inputs.keySet().retainAll(service.inputNames());
    ServiceDescription.of(definition).resources().forEach(each -> resources.put(each.name(), each));
  }

  @Override
  public <K, V> SkipInput<K, V> input(String name, Class<K> keys, Class<V> values) {
    return input(name, List.<Type>of(keys, values), "the input " + name);
  }

  @Override
  public <K, V> SkipResource<K, V> resource(String name, Class<K> keys, Class<V> values) {
    return resource(name, List.<Type>of(keys, values), "the resource " + name);
  }

  /**
   * An input.
   *
   * @param types those of keys and values, or none if they are not known
   * @param place where it is used, for messages
   * @throws WiringException if there is no such input, or it has other types
   */
  public <K, V> SkipInput<K, V> input(String name, List<Type> types, String place) {
    String found = found(name, inputs, "input", place);
    Type declared = inputs.get(found);
    if (!types.isEmpty()
        && declared instanceof ParameterizedType collection
        && !names(List.of(collection.getActualTypeArguments())).equals(names(types))) {
      throw mistake(
          place, "has %s, and the input %s is %s".formatted(names(types), found, names(declared)));
    }
    return new ServiceInput<>(found, service, writes);
  }

  /**
   * A resource.
   *
   * @param types those of keys and values, or none if they are not known
   * @param place where it is used, for messages
   * @throws WiringException if there is no such resource, or it declares other types
   */
  public <K, V> SkipResource<K, V> resource(String name, List<Type> types, String place) {
    String found = found(name, resources, "resource", place);
    Optional<OutputDescription> output = description(found).output();
    if (!types.isEmpty() && output.isPresent()) {
      String declared = output.get().keys() + ", " + output.get().values();
      String asked =
          types.stream()
              .map(Codecs::of)
              .map(Codec::jsonType)
              .map(JsonType::toString)
              .collect(joining(", "));
      if (!declared.equals(asked)) {
        throw mistake(
            place,
            "has %s, which is not what the resource %s declares".formatted(names(types), found));
      }
    }
    return new ServiceResource<>(found, Optional.empty(), service, caller, streams);
  }

  private ResourceDescription description(String name) {
    return Optional.ofNullable(resources.get(name)).orElseThrow();
  }

  @Override
  public Optional<Watermark> write(Consumer<Writes> body) {
    List<InputWrites.Write> collected = new ArrayList<>();
    body.accept((input, entries) -> collected.add(new InputWrites.Write(input, entries)));
    return writes.write(collected);
  }

  @Override
  public CommandAnswer run(String command, Object params) {
    return service.commands().run(command, ServiceResource.params(Optional.of(params), caller));
  }

  /** The name itself or with underscores, whichever there is. */
  private static String found(String name, Map<String, ?> known, String kind, String place) {
    String separated = name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    if (known.containsKey(name)) {
      return name;
    }
    if (known.containsKey(separated)) {
      return separated;
    }
    throw mistake(
        place, "names no %s of the service; there are %s".formatted(kind, known.keySet()));
  }

  private static WiringException mistake(String place, String what) {
    return new WiringException(List.of(place + " " + what));
  }

  private static String names(List<Type> types) {
    return String.join(" and ", types.stream().map(Type::getTypeName).toList());
  }

  private static String names(Type collection) {
    return collection instanceof ParameterizedType generic
        ? "of " + names(List.of(generic.getActualTypeArguments()))
        : collection.getTypeName();
  }
}
