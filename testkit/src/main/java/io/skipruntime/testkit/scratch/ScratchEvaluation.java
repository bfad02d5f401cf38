package io.skipruntime.testkit.scratch;

import io.skipruntime.AsyncFunction;
import io.skipruntime.AsyncOptions;
import io.skipruntime.AsyncResource.Outcome;
import io.skipruntime.EagerCollection;
import io.skipruntime.ExternalResource;
import io.skipruntime.LazyCompute;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.json.Codec;
import io.skipruntime.json.Codecs;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a service's collections for given contents of its inputs, computed from nothing.
 *
 * <p>It runs the service's own code over collections that are sorted maps ({@link
 * ScratchCollection}), each filled when it is described. Nothing is kept up to date, so that there
 * is nothing to get wrong: the answers say what an engine has to give after whatever history. It
 * shares no code with the engine.
 *
 * <ul>
 *   <li>Equal functions over the same collections are one collection: {@link #nodeCount} says how
 *       many there are.
 *   <li>If a function fails whose result the shared graph or a resource needs, that has failed.
 * </ul>
 *
 * <p>For one thread, and for one state of the inputs.
 */
public final class ScratchEvaluation {

  /** The identity of a collection: two with equal identities are the same one. */
  record Identity(String operator, List<?> inputs, Object arguments) {

    /** A name that the same collection has in other evaluations, too. */
    String name() {
      String text = operator + inputs + arguments;
      return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }
  }

  private final Map<Identity, Object> nodes = new HashMap<>();
  private final Set<ExternalResource<?, ?>> externals = new LinkedHashSet<>();
  private final List<Throwable> failures = new ArrayList<>();
  private List<Throwable> current = failures;
  private final Runs runs = new Runs();
  private final SkipService<Record, Record> service;
  private final ExternalContents externalContents;
  private final ScratchContext context = new ScratchContext(this);
  private final Record inputs;
  private final Map<EagerCollection<?, ?>, String> inputNames = new HashMap<>();
  private final Record shared;

  /**
   * Evaluates the shared graph of a service.
   *
   * @param inputs contents of the input collections by name, keys and values of the declared types;
   *     those that are not named are empty
   */
  @SuppressWarnings("unchecked") // the service is given the record it declares
  public ScratchEvaluation(
      SkipService<?, ?> service,
      Map<String, ? extends Map<?, ? extends List<?>>> inputs,
      ExternalContents externalContents) {
    this.service = (SkipService<Record, Record>) service;
    this.externalContents = externalContents;
    this.inputs = inputsRecord(inputs);
    this.shared = this.service.createGraph(this.inputs, context);
  }

  /**
   * The collection that a resource was built as.
   *
   * @param contents keys in order with their values; none if it failed
   * @param failure why instantiate or a collection it described failed; empty if none did
   */
  public record Built(SortedMap<Object, List<Object>> contents, Optional<Throwable> failure) {}

  /**
   * Builds a resource.
   *
   * @param params of the resource's type
   */
  public Built instantiate(String resource, Object params) {
    List<Throwable> own = new ArrayList<>();
    current = own;
    SortedMap<Object, List<Object>> contents = new Contents().entries();
    try {
      Resource<Record> built = definition(resource).constructor().apply(params);
      contents =
          ((ScratchCollection<?, ?>) built.instantiate(shared, context)).contents().entries();
    } catch (RuntimeException | StackOverflowError e) {
      own.add(e);
    } finally {
      current = failures;
    }
    return new Built(contents, own.stream().findFirst());
  }

  /**
   * Runs a command. What it has written is not carried out here.
   *
   * @param params of the command's type
   * @param now what the command is told of the time
   * @throws RuntimeException what the command throws, and so if it refuses
   * @throws NoSuchElementException if the service has no such command
   */
  public ScratchCommand command(String name, Object params, Instant now) {
    return ScratchCommand.run(service, name, params, inputs, inputNames, shared, now);
  }

  /** Why the shared graph failed; empty if it did not. */
  public Optional<Throwable> failure() {
    return failures.stream().findFirst();
  }

  /** How many collections there are: inputs, external ones, and all that functions described. */
  public int nodeCount() {
    return nodes.size();
  }

  /** The runs, except for those of reducers and resources. */
  public List<FunctionRun> functionRuns() {
    return runs.finished();
  }

  /** The functions of mapped and lazy collections, by what {@link FunctionRun#node} says. */
  public Map<String, Object> functions() {
    Map<String, Object> functions = new HashMap<>();
    nodes.forEach((identity, node) -> {
      if (identity.operator().startsWith("map") || identity.operator().equals("lazy")) {
        functions.put(node.toString(), identity.arguments());
      }
    });
    return functions;
  }

  Runs runs() {
    return runs;
  }

  /** The external resources that were used. */
  public Set<ExternalResource<?, ?>> externals() {
    return externals;
  }

  /**
   * The codec of a resource's parameters.
   *
   * @throws NoSuchElementException if the service has no such resource
   */
  public static Codec<?> parametersOf(SkipService<?, ?> service, String resource) {
    return Codecs.of(definition(service, resource).parameters());
  }

  private Resources.Definition<Record> definition(String resource) {
    return definition(service, resource);
  }

  private static <S extends Record> Resources.Definition<S> definition(
      SkipService<?, S> service, String resource) {
    return service.resources().definitions().stream()
        .filter(definition -> definition.name().equals(resource))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("there is no resource " + resource));
  }

  private Record inputsRecord(Map<String, ? extends Map<?, ? extends List<?>>> inputs) {
    Class<?> type = inputsType(service.getClass());
    RecordComponent[] components = type.getRecordComponents();
    Object[] collections =
        Arrays.stream(components)
            .map(component -> input(component.getName(), inputs.get(component.getName())))
            .toArray();
    try {
      Constructor<?> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return (Record) constructor.newInstance(collections);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("cannot make the inputs record " + type.getName(), e);
    }
  }

  static Class<?> inputsType(Class<?> service) {
    return Arrays.stream(service.getMethods())
        .filter(method -> method.getName().equals("createGraph") && !method.isBridge())
        .map(method -> method.getParameterTypes()[0])
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(service.getName() + " is no service"));
  }

  private Object input(String name, @Nullable Map<?, ? extends List<?>> contents) {
    ExternalResource<?, ?> external = service.externalInputs().get(name);
    if (external != null) {
      return external(external);
    }
    ScratchCollection<?, ?> input =
        collection(
            new Identity("input", List.of(), name),
            List.of(),
            node -> Contents.of(contents == null ? Map.of() : contents));
    inputNames.put(input, name);
    return input;
  }

  <K, V> EagerCollection<K, V> external(ExternalResource<K, V> resource) {
    externals.add(resource);
    return collection(
        new Identity("external", List.of(), resource),
        List.of(),
        node -> Contents.of(externalContents.of(resource)));
  }

  /** The collection that stands for the outcomes of an async function; its contents do not. */
  ScratchCollection<?, ?> outcomes(AsyncOptions<?> options, AsyncFunction<?, ?, ?> function) {
    List<Object> arguments = List.of(options.name(), options.version(), function);
    return collection(
        new Identity("outcomes", List.of(), arguments), List.of(), node -> new Contents());
  }

  /** The outcomes of an async function for a key, the newest first. */
  List<Outcome<Object>> outcomes(
      AsyncOptions<?> options, AsyncFunction<?, ?, ?> function, Object key) {
    return externalContents.outcomes(options, function, key);
  }

  /** The collection of the given identity, filled now unless it is there. */
  @SuppressWarnings("unchecked") // what is equal has equal types
  <K, V> ScratchCollection<K, V> collection(
      Identity identity,
      List<ScratchCollection<?, ?>> inputs,
      Function<String, Contents> contents) {
    Object present = nodes.get(identity);
    if (present != null) {
      ScratchCollection<K, V> known = (ScratchCollection<K, V>) present;
      if (known.failure() != null) {
        current.add(known.failure());
      }
      return known;
    }
    ScratchCollection<K, V> made = fill(identity.name(), inputs, contents);
    nodes.put(identity, made);
    return made;
  }

  private <K, V> ScratchCollection<K, V> fill(
      String name, List<ScratchCollection<?, ?>> inputs, Function<String, Contents> contents) {
    for (ScratchCollection<?, ?> input : inputs) {
      if (input.failure() != null) {
        current.add(input.failure());
        return new ScratchCollection<>(this, name, new Contents(), input.failure());
      }
    }
    try {
      return new ScratchCollection<>(this, name, contents.apply(name), null);
    } catch (RuntimeException | StackOverflowError e) {
      current.add(e);
      return new ScratchCollection<>(this, name, new Contents(), new SkipException("failed", e));
    }
  }

  /** The lazy collection of a function. */
  @SuppressWarnings("unchecked") // what is equal has equal types
  <K, V> ScratchLazy<K, V> lazy(LazyCompute<K, V> compute) {
    Identity identity = new Identity("lazy", List.of(), compute);
    Object present = nodes.get(identity);
    if (present == null) {
      ScratchLazy<K, V> made = new ScratchLazy<>(identity.name(), compute, runs);
      nodes.put(identity, made);
      return made;
    }
    return (ScratchLazy<K, V>) present;
  }

  ScratchContext context() {
    return context;
  }
}
