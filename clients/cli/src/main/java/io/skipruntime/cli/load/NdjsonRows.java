package io.skipruntime.cli.load;

import io.skipruntime.client.JsonEntry;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonSyntaxException;
import java.io.IOException;
import java.util.Optional;

/**
 * Lines of JSON: {@code [key,[value,…]]}, or objects of which a member is the key. Blank lines have
 * no meaning.
 */
public final class NdjsonRows implements Rows {

  private final Lines lines;
  private final Optional<String> key;
  private final Shape shape;

  /**
   * Rows of lines.
   *
   * @param key the member of objects that is the key; empty where lines are entries
   */
  public NdjsonRows(Lines lines, Optional<String> key, Shape shape) {
    this.lines = lines;
    this.key = key;
    this.shape = shape;
  }

  @Override
  public Optional<Row> next() throws IOException {
    for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
      if (!new String(line.get(), java.nio.charset.StandardCharsets.ISO_8859_1).isBlank()) {
        return Optional.of(row(line.get()));
      }
    }
    return Optional.empty();
  }

  private Row row(byte[] line) {
    long number = lines.number();
    try {
      Json json = Json.parse(line);
      if (key.isPresent()) {
        return json instanceof JsonObject object
            ? shape.row(number, object.members(), key.get(), line.length)
            : Row.wrong(number, "expected an object with a member " + key.get());
      }
      return Row.of(number, JsonEntry.listOf(Json.array(json)).getFirst(), line.length);
    } catch (JsonSyntaxException e) {
      return Row.wrong(number, "not JSON: %s (column %d)".formatted(e.reason(), e.column()));
    } catch (IllegalStateException e) {
      return Row.wrong(
          number, "expected [key,[value,…]]; of objects, --key NAME says which member is the key");
    }
  }
}
