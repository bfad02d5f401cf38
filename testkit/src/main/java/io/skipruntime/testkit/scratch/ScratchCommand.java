package io.skipruntime.testkit.scratch;

import io.skipruntime.Command;
import io.skipruntime.CommandContext;
import io.skipruntime.Commands;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.SkipService;
import io.skipruntime.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * A command that was run over collections that were computed from nothing: what an engine has to
 * answer, and to write.
 *
 * @param result what the command gave, as JSON
 * @param writes the entries that it wrote, in order, by name of the input
 */
public record ScratchCommand(Json result, Map<String, List<Entry<?, ?>>> writes) {

  /** The writes of a run, by the inputs that they are to. */
  private record Writes(
      Map<EagerCollection<?, ?>, String> names, Instant now, Map<String, List<Entry<?, ?>>> entries)
      implements CommandContext {

    @Override
    public <K, V> void putAll(EagerCollection<K, V> input, K key, List<? extends V> values) {
      String name = names.get(input);
      if (name == null) {
        throw new IllegalArgumentException(input + " is not an input");
      }
      entries
          .computeIfAbsent(name, none -> new ArrayList<>())
          .add(new Entry<>(key, List.<V>copyOf(values)));
    }
  }

  /** Runs a command of a service over the collections of an evaluation. */
  static ScratchCommand run(
      SkipService<Record, Record> service,
      String name,
      Object params,
      Record inputs,
      Map<EagerCollection<?, ?>, String> names,
      Record shared,
      Instant now) {
    Commands.Definition<Record, Record> definition =
        service.commands().definitions().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new NoSuchElementException("there is no command " + name));
    Command<Record, Record, ?> command = definition.constructor().apply(params);
    Writes writes = new Writes(names, now, new LinkedHashMap<>());
    Object result = command.run(inputs, shared, writes);
    return new ScratchCommand(Json.from(result), writes.entries());
  }
}
