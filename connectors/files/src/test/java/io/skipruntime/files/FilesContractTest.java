package io.skipruntime.files;

import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.json.Json;
import io.skipruntime.testkit.adapter.Ability;
import io.skipruntime.testkit.adapter.SourceContract;
import io.skipruntime.testkit.adapter.TestedSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;

/** The contract of a source, kept by a file that is written as a whole. */
final class FilesContractTest extends SourceContract {

  @TempDir Path files;

  @Override
  protected TestedSource open() throws IOException {
    ItemsFile file = new ItemsFile(files.resolve("items.ndjson"));
    file.write();
    return file;
  }

  /** A file with a line for each key. */
  private static final class ItemsFile implements TestedSource {

    record Item(String name, long amount) {}

    private final Path file;
    private final Map<String, String> amounts = new TreeMap<>();

    ItemsFile(Path file) {
      this.file = file;
    }

    void write() throws IOException {
      StringBuilder lines = new StringBuilder();
      amounts.forEach((name, amount) ->
          lines.append("{\"name\":\"%s\",\"amount\":%s}\n".formatted(name, amount)));
      Path made = file.resolveSibling("made");
      Files.writeString(made, lines);
      Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public ExternalService connect() {
      return new FilesService(
          Map.of("items", FileResource.ndjson(file).keyedBy("name").withIntervalMillis(20)));
    }

    @Override
    public ExternalResource<String, Item> resource() {
      return ExternalResource.of("files", "items", String.class, Item.class);
    }

    @Override
    public long number(Json value) {
      return value.asObject().get("amount").asLong();
    }

    @Override
    public void put(String key, long number) throws IOException {
      amounts.put(key, Long.toString(number));
      write();
    }

    @Override
    public void delete(String key) throws IOException {
      amounts.remove(key);
      write();
    }

    @Override
    public Set<Ability> abilities() {
      return Set.of(Ability.REPLACE, Ability.REFUSE);
    }

    @Override
    public void replace(Map<String, Long> contents) throws IOException {
      amounts.clear();
      contents.forEach((key, number) -> amounts.put(key, number.toString()));
      write();
    }

    @Override
    public void putUnusable(String key) throws IOException {
      amounts.put(key, "\"many\"");
      write();
    }

    @Override
    public void remove() throws IOException {
      Files.delete(file);
    }
  }
}
