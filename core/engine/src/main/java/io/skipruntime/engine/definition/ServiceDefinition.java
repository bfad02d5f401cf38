package io.skipruntime.engine.definition;

import io.skipruntime.DeclaredTypes;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.InitialData;
import io.skipruntime.InvalidInputException;
import io.skipruntime.Migration;
import io.skipruntime.ResourceSink;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.UnknownCollectionException;
import io.skipruntime.WiringException;
import io.skipruntime.engine.function.Captured;
import io.skipruntime.engine.spi.CollectionsByName;
import io.skipruntime.engine.spi.NamedService;
import io.skipruntime.json.Codec;
import io.skipruntime.json.Codecs;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.JsonShape;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The definition of a service as a {@link SkipService} states it, checked: its inputs with the
 * types of their entries, its resources with the types of their parameters. All mistakes are
 * reported together.
 */
public final class ServiceDefinition {

  /**
   * An input collection; {@code type} is that of the inputs record's component, or the shapes of
   * keys and values that a {@link NamedService} says.
   */
  public record Input(
      String name,
      Type type,
      Codec<?> keys,
      Codec<?> values,
      List<Entry<?, ?>> initialData,
      Optional<Migration> migration) {

    /** The declared type of the keys. */
    @Nullable Type keyType() {
      return type instanceof ParameterizedType collection
          ? collection.getActualTypeArguments()[0]
          : null;
    }

    /** Whether keys and values of this input are keys and values of another. */
    boolean hasTypesOf(Input other) {
      return type.equals(other.type);
    }
  }

  /** A resource, and the parameters that it takes. */
  public record ResourceType(
      Resources.Definition<Object> definition, DeclaredParameters parameters) {}

  private final SkipService<?, ?> service;
  private final InitialData initial;
  private final Map<String, Migration> migrations;
  private final Map<String, ExternalResource<?, ?>> externalInputs;
  private final Map<String, ResourceSink> sinks;
  private final List<String> names = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final SequencedMap<String, Input> inputs = new LinkedHashMap<>();
  private final SequencedMap<String, ResourceType> resources = new LinkedHashMap<>();
  private final SequencedMap<String, CommandType> commands = new LinkedHashMap<>();
  private final boolean isNamed;
  private final @Nullable Constructor<?> inputsConstructor;
  private @Nullable Map<String, ExternalService> externalServices;

  private ServiceDefinition(SkipService<?, ?> service) {
    this.service = service;
    this.initial = service.initialData();
    this.migrations = service.migrations();
    this.externalInputs = Map.copyOf(service.externalInputs());
    this.isNamed = NamedService.behind(service).isPresent();
    this.sinks = Collections.unmodifiableMap(new LinkedHashMap<>(service.sinks()));
    this.inputsConstructor = readInputs();
  }

  /**
   * The definition of a service. Its {@link #problems} are yet to be reported.
   *
   * @throws WiringException that names every mistake, if those are such that the graph cannot even
   *     be tried
   */
  public static ServiceDefinition of(SkipService<?, ?> service) {
    ServiceDefinition definition = new ServiceDefinition(service);
    definition.checkInitialData();
    int ofInputs = definition.problems.size();
    definition.readResources();
    definition.checkSinks();
    CommandType.readAll(service, definition.commands, definition.problems);
    if (ofInputs > 0) {
      throw new WiringException(definition.problems);
    }
    return definition;
  }

  /** The mistakes that do not keep the graph from being built. */
  public List<String> problems() {
    return problems;
  }

  /** The service that is defined. */
  public SkipService<?, ?> service() {
    return service;
  }

  /** The inputs that can be written to by name, in the order of the inputs record. */
  public SequencedMap<String, Input> inputs() {
    return inputs;
  }

  /**
   * The input of a name.
   *
   * @throws UnknownCollectionException if there is none
   */
  public Input input(String name) {
    Input input = inputs.get(name);
    if (input == null) {
      throw new UnknownCollectionException(name, inputs.keySet());
    }
    return input;
  }

  /**
   * The external services by name. The service is asked for them once, when they are first needed:
   * it may make them then.
   */
  public synchronized Map<String, ExternalService> externalServices() {
    Map<String, ExternalService> known = externalServices;
    if (known == null) {
      known = Map.copyOf(service.externalServices());
      externalServices = known;
    }
    return known;
  }

  /** The inputs whose data an external service delivers, by name. */
  Map<String, ExternalResource<?, ?>> externalInputs() {
    return externalInputs;
  }

  /** The resources by name, in the order of their definition. */
  public SequencedMap<String, ResourceType> resources() {
    return resources;
  }

  /** The commands by name, in the order of their definition. */
  public SequencedMap<String, CommandType> commands() {
    return commands;
  }

  /** The sinks by name, in the order in which the service gives them. */
  public Map<String, ResourceSink> sinks() {
    return sinks;
  }

  /** The resources as the service defines them, by name. */
  Map<String, Resources.Definition<Object>> definitions() {
    Map<String, Resources.Definition<Object>> definitions = new LinkedHashMap<>();
    resources.forEach((name, type) -> definitions.put(name, type.definition()));
    return definitions;
  }

  /** The record of input collections that {@code createGraph} takes. */
  Record inputsRecord(Map<String, EagerCollection<?, ?>> collections) {
    if (isNamed) {
      return new CollectionsByName(names, names.stream().<Object>map(collections::get).toList());
    }
    try {
      Object[] components = names.stream().map(collections::get).toArray();
      return (Record) Objects.requireNonNull(inputsConstructor).newInstance(components);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the inputs record of a checked service", e);
    }
  }

  /** The inputs of a service that says their names, with JSON as keys and values. */
  private void readNamedInputs(NamedService named) {
    for (String name : named.inputNames()) {
      names.add(name);
      if (name.isEmpty() || name.contains("/")) {
        problems.add("input \"" + name + "\": a name must not be empty or contain a slash");
      }
      JsonShape keys = named.keys(name);
      JsonShape values = named.values(name);
      inputs.put(
          name,
          new Input(
              name,
              new JsonShape.TupleOf(List.of(keys, values)),
              Codecs.of(keys),
              Codecs.of(values),
              initial.collections().getOrDefault(name, List.of()),
              Optional.ofNullable(migrations.get(name))));
    }
  }

  private @Nullable Constructor<?> readInputs() {
    Optional<NamedService> named = NamedService.behind(service);
    if (named.isPresent()) {
      readNamedInputs(named.get());
      return null;
    }
    Class<?> type = DeclaredTypes.of(service).inputs().orElse(null);
    if (type == null) {
      problems.add(
          service.getClass().getName()
              + " must say which record its inputs are: implements SkipService<Inputs, Shared>,"
              + " where Inputs is a record of EagerCollections");
      return null;
    }
    for (RecordComponent component : type.getRecordComponents()) {
      names.add(component.getName());
      readInput(type, component);
    }
    for (String name : externalInputs.keySet()) {
      if (!names.contains(name)) {
        problems.add("externalInputs: " + type.getSimpleName() + " has no " + name);
      }
    }
    try {
      Constructor<?> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(type.getRecordComponents())
                  .map(RecordComponent::getType)
                  .toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("a record has a canonical constructor", e);
    }
  }

  private void readInput(Class<?> type, RecordComponent component) {
    String place = type.getSimpleName() + "." + component.getName();
    if (!(component.getGenericType() instanceof ParameterizedType collection)
        || collection.getRawType() != EagerCollection.class) {
      problems.add(
          place
              + ": "
              + component.getGenericType().getTypeName()
              + " is not EagerCollection<K, V>");
      return;
    }
    Codec<?> keys =
        DeclaredCodec.of(place + "'s keys", collection.getActualTypeArguments()[0], problems);
    Codec<?> values =
        DeclaredCodec.of(place + "'s values", collection.getActualTypeArguments()[1], problems);
    ExternalResource<?, ?> external = externalInputs.get(component.getName());
    if (external != null) {
      if (!List.of(external.keyType(), external.valueType())
          .equals(List.of(collection.getActualTypeArguments()))) {
        problems.add(
            "externalInputs: %s is %s, and its resource is of %s and %s"
                .formatted(
                    place,
                    collection.getTypeName(),
                    external.keyType().getTypeName(),
                    external.valueType().getTypeName()));
      }
    } else if (keys != null && values != null) {
      inputs.put(
          component.getName(),
          new Input(
              component.getName(),
              collection,
              keys,
              values,
              initial.collections().getOrDefault(component.getName(), List.of()),
              Optional.ofNullable(migrations.get(component.getName()))));
    }
  }

  @SuppressWarnings("unchecked") // resources are given what createGraph of the same service returns
  private void readResources() {
    for (Resources.Definition<?> definition : service.resources().definitions()) {
      String name = definition.name();
      Optional<DeclaredParameters> params =
          DeclaredParameters.of("resource " + name, definition.parameters(), problems);
      if (name.isEmpty() || name.contains("/")) {
        problems.add("resource \"" + name + "\": a name must not be empty or contain a slash");
      }
      if (!definition.constructor().getClass().getName().startsWith("java.")) {
        Captured.problems(definition.constructor())
            .forEach(problem -> problems.add("resource " + name + ": " + problem));
      }
      if (params.isPresent()) {
        ResourceType before =
            resources.put(
                name, new ResourceType((Resources.Definition<Object>) definition, params.get()));
        if (before != null) {
          problems.add("resource " + name + " is defined twice");
        }
      }
    }
  }

  private void checkSinks() {
    sinks.forEach((name, sink) -> {
      if (!name.matches("[A-Za-z0-9._-]{1,100}")) {
        problems.add(
            "sink \"" + name + "\": a name is of 1 to 100 letters, digits, '-', '_' and '.'");
      }
      ResourceType resource = resources.get(sink.resource());
      if (resource == null) {
        problems.add("sink " + name + ": there is no resource " + sink.resource());
        return;
      }
      try {
        Object unused = resource.parameters().accept(sink.params());
      } catch (DecodeException e) {
        problems.add("sink " + name + ": parameters of " + sink.resource() + ": " + e.getMessage());
      }
    });
  }

  private void checkInitialData() {
    for (String name : migrations.keySet()) {
      if (!inputs.containsKey(name)) {
        problems.add("migrations: there is no input " + name);
      }
    }
    for (String name : initial.collections().keySet()) {
      try {
        EntryDecoder.decode(input(name), initial.collections().get(name));
      } catch (UnknownCollectionException | InvalidInputException e) {
        problems.add("initialData: " + e.getMessage());
      }
    }
  }
}
