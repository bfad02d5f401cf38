package io.skipruntime.cli;

import io.skipruntime.client.JsonEntry;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonSyntaxException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that writes entries in one commit. */
@Command(
    name = "put",
    description = "Writes the values of a key, or several entries in one commit.",
    footer = {
      "",
      "KEY and VALUE are JSON; what is not is a string: put users 7 '{\"name\":\"Ann\"}'.",
      "--from takes [[key,[value,…]],…], or without COLLECTION"
          + " {\"collection\":[[key,[value,…]],…],…} for several at once; no values delete the key."
    })
final class Put extends ServiceCommand {

  @Parameters(index = "0", arity = "0..1", paramLabel = "COLLECTION", description = "an input")
  private @Nullable String collection;

  @Parameters(index = "1", arity = "0..1", paramLabel = "KEY", description = "its key")
  private @Nullable String key;

  @Parameters(
      index = "2..*",
      paramLabel = "VALUE",
      description = "all values that the key shall have")
  private List<String> values = List.of();

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "read the entries from a file; - is what is piped in")
  private @Nullable Path file;

  Put(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run(SkipServiceBroker broker) {
    if ((file == null) == (key == null) || (key != null && values.isEmpty())) {
      throw new UsageException(
          "put COLLECTION KEY VALUE…, or put [COLLECTION] --from FILE; delete removes keys");
    }
    if (file == null) {
      List<Json> given = values.stream().map(Arguments::json).toList();
      JsonEntry entry = new JsonEntry(Arguments.json(String.valueOf(key)), given);
      Written.print(this, 1, broker.update(String.valueOf(collection), List.of(entry)));
      return ExitCode.DONE;
    }
    Json read = read(file);
    if (collection == null) {
      Map<String, List<JsonEntry>> inputs = inputs(read);
      int count = inputs.values().stream().mapToInt(List::size).sum();
      Written.print(this, count, broker.update(inputs));
    } else {
      List<JsonEntry> entries = entries(read);
      Written.print(this, entries.size(), broker.update(collection, entries));
    }
    return ExitCode.DONE;
  }

  private Json read(Path from) {
    boolean isPiped = from.toString().equals("-");
    try (InputStream in =
        terminal().input(() -> isPiped ? terminal().in() : Files.newInputStream(from))) {
      return Json.parse(in.readAllBytes());
    } catch (IOException e) {
      throw UsageException.unreadable("--from", from, e);
    } catch (JsonSyntaxException e) {
      throw new UsageException("--from " + from + ": " + e.getMessage());
    }
  }

  private static Map<String, List<JsonEntry>> inputs(Json read) {
    Map<String, List<JsonEntry>> inputs = new LinkedHashMap<>();
    try {
      read.asObject().members().forEach((name, entries) -> inputs.put(name, entries(entries)));
      return inputs;
    } catch (IllegalStateException e) {
      throw new UsageException(
          "--from: without COLLECTION, expected {\"collection\":[[key,[value,…]],…],…}: "
              + e.getMessage());
    }
  }

  private static List<JsonEntry> entries(Json read) {
    try {
      return JsonEntry.listOf(read);
    } catch (IllegalStateException e) {
      throw new UsageException("--from: expected [[key,[value,…]],…]: " + e.getMessage());
    }
  }
}
