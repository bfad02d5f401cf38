package io.skipruntime.cluster.shard;

import io.skipruntime.Entry;
import io.skipruntime.InvalidInputException;
import io.skipruntime.UnknownCollectionException;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.JsonCopier;
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

  /**
   * An entry of an input, and its bytes, as {@link #encode} gives it alone.
   *
   * @param bytes not to be changed. Entries that are the same have the same bytes, if this version
   *     wrote them, since what {@link Plan#accept} gives is in normal form
   */
  @SuppressWarnings("ArrayRecordComponent") // nothing compares them
  public record Single(String input, Entry<Object, Object> entry, byte[] bytes) {

    /** The entry without values, with which its key is deleted. */
    public Single deletion() {
      return single(input, new Entry<>(entry.key(), List.of()));
    }
  }

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
    return decode(new BinaryInput(bytes), plan);
  }

  private static Map<String, List<Entry<Object, Object>>> decode(BinaryInput in, Plan plan) {
    JsonDecoder json = new JsonDecoder(in);
    int inputs = in.count(2);
    Map<String, List<Entry<Object, Object>>> entries = new LinkedHashMap<>();
    for (int i = 0; i < inputs; i++) {
      String input = in.text();
      List<Entry<Json, Json>> read = read(in, json);
      try {
        if (entries.put(input, plan.accept(input, read)) != null) {
          throw new MalformedDataException("the input " + input + " is there twice");
        }
      } catch (UnknownCollectionException | InvalidInputException e) {
        throw new MalformedDataException("entries that the program does not take", e);
      }
    }
    in.requireEnd();
    return entries;
  }

  /**
   * Decodes entries as {@link #decode} does, and gives the bytes of each alone, without encoding
   * it.
   *
   * @param bytes an array, of which {@code offset} bytes are left out
   * @throws MalformedDataException as {@link #decode} does
   */
  public static List<Single> decodeEach(byte[] bytes, int offset, Plan plan) {
    int length = bytes.length - offset;
    Copies copies = new Copies(new BinaryInput(bytes, offset, length));
    List<Single> singles = new ArrayList<>();
    decode(new BinaryInput(bytes, offset, length), plan)
        .forEach((input, entries) -> {
          int count = copies.begin(input);
          for (Entry<Object, Object> each : entries) {
            // of a key that is there twice, the last entry counts
            singles.add(
                count == entries.size()
                    ? new Single(input, each, copies.next())
                    : single(input, each));
          }
          for (int rest = count == entries.size() ? 0 : count; rest > 0; rest--) {
            byte[] unused = copies.next();
          }
        });
    return singles;
  }

  private static Single single(String input, Entry<Object, Object> entry) {
    return new Single(input, entry, encode(Map.of(input, List.of(entry))));
  }

  /** The entries of several inputs, each copied to bytes of its own. */
  private static final class Copies {
    private final BinaryInput in;
    private final BinaryOutput out = new BinaryOutput(CAPACITY);
    private final JsonCopier json;
    private int headSize;

    Copies(BinaryInput in) {
      this.in = in;
      this.json = new JsonCopier(in, out);
      int unused = in.count(2);
    }

    /** Begins the next input, and says how many entries it has. */
    int begin(String input) {
      String unused = in.text();
      out.truncate(0);
      out.varint(1);
      out.text(input);
      out.varint(1);
      headSize = out.size();
      return in.count(2);
    }

    byte[] next() {
      out.truncate(headSize);
      json.reset();
      json.copy();
      int values = in.count(1);
      out.varint(values);
      for (int i = 0; i < values; i++) {
        json.copy();
      }
      return out.toByteArray();
    }
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
