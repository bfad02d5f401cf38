package io.skipruntime.cluster.shard;

import io.skipruntime.Entry;
import io.skipruntime.InvalidInputException;
import io.skipruntime.UnknownCollectionException;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.JsonDecoder;
import io.skipruntime.journal.format.JsonEncoder;
import io.skipruntime.journal.format.MalformedDataException;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The form of entries of inputs as bytes: the names of the inputs, and keys and values as JSON, so
 * that they depend on no class of the program.
 */
public final class EntriesFormat {

  private static final int CAPACITY = 128;

  private EntriesFormat() {}

  /** Encodes entries, by input; one without values deletes its key. */
  public static byte[] encode(Map<String, ? extends List<Entry<Object, Object>>> entries) {
    BinaryOutput out = new BinaryOutput(CAPACITY);
    JsonEncoder json = new JsonEncoder(out);
    out.varint(entries.size());
    entries.forEach((input, each) -> {
      out.text(input);
      out.varint(each.size());
      for (Entry<Object, Object> entry : each) {
        json.write(entry.key());
        out.varint(entry.values().size());
        for (Object value : entry.values()) {
          json.write(value);
        }
      }
    });
    return out.toByteArray();
  }

  /**
   * Decodes entries; they are as {@link Plan#accept} gives them.
   *
   * @throws MalformedDataException if the bytes are none, or the plan has no such input, or it does
   *     not take the entries
   */
  public static Map<String, List<Entry<Object, Object>>> decode(byte[] bytes, Plan plan) {
    BinaryInput in = new BinaryInput(bytes);
    JsonDecoder json = new JsonDecoder(in);
    int inputs = in.count(2);
    Map<String, List<Entry<Object, Object>>> entries = new LinkedHashMap<>();
    for (int i = 0; i < inputs; i++) {
      String input = in.text();
      List<Entry<Json, Json>> read = read(in, json);
      try {
        entries.put(input, plan.accept(input, read));
      } catch (UnknownCollectionException | InvalidInputException e) {
        throw new MalformedDataException("entries that the program does not take", e);
      }
    }
    in.requireEnd();
    return entries;
  }

  private static List<Entry<Json, Json>> read(BinaryInput in, JsonDecoder json) {
    int count = in.count(2);
    List<Entry<Json, Json>> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Json key = json.read();
      int size = in.count(1);
      List<Json> values = new ArrayList<>();
      for (int value = 0; value < size; value++) {
        values.add(json.read());
      }
      entries.add(new Entry<>(key, values));
    }
    return entries;
  }
}
