package io.skipruntime.journal.record;

import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.StreamId;
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

/** Entries, names of collections and positions as bytes. */
public final class EntryFormat {

  private static final int INPUT = 0;
  private static final int EXTERNAL = 1;

  private EntryFormat() {}

  /** Writes an entry of a block, with its tick as a difference to {@code tick}. */
  public static void writeTicked(
      EntryBlock block, int at, long tick, BinaryOutput out, JsonEncoder json) {
    out.signedVarint(tick - block.tick(at));
    writeEntry(block, at, out, json);
  }

  private static void writeEntry(EntryBlock block, int at, BinaryOutput out, JsonEncoder json) {
    json.write(block.key(at));
    List<?> values = block.values(at);
    out.varint(values.size());
    for (Object value : values) {
      json.write(value);
    }
  }

  /** Reads a number of entries, and as many that {@link #writeTicked} wrote. */
  public static ListBlock readTicked(long tick, BinaryInput in, JsonDecoder json) {
    int count = in.count(3);
    List<Object> keys = new ArrayList<>(count);
    List<List<?>> values = new ArrayList<>(count);
    List<Long> ticks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ticks.add(tick - in.signedVarint());
      keys.add(json.read());
      values.add(readValues(in, json));
    }
    return new ListBlock(keys, values, ticks);
  }

  private static List<Json> readValues(BinaryInput in, JsonDecoder json) {
    int count = in.count(1);
    if (count == 1) {
      return List.of(json.read());
    }
    List<Json> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(json.read());
    }
    return List.copyOf(values);
  }

  /** Writes all entries of some blocks, without ticks. */
  public static void write(Iterable<EntryBlock> blocks, BinaryOutput out, JsonEncoder json) {
    for (EntryBlock block : blocks) {
      if (block.size() > 0) {
        out.varint(block.size());
        for (int i = 0; i < block.size(); i++) {
          writeEntry(block, i, out, json);
        }
      }
    }
    out.varint(0);
  }

  /** Reads what {@link #write} wrote. */
  public static List<EntryBlock> read(BinaryInput in, JsonDecoder json) {
    List<EntryBlock> blocks = new ArrayList<>();
    for (int count = in.count(2); count > 0; count = in.count(2)) {
      List<Object> keys = new ArrayList<>(count);
      List<List<?>> values = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        keys.add(json.read());
        values.add(readValues(in, json));
      }
      blocks.add(new ListBlock(keys, values, List.of()));
    }
    return blocks;
  }

  /** Writes the name of a collection. */
  public static void write(CollectionId id, BinaryOutput out, JsonEncoder json) {
    switch (id) {
      case CollectionId.Input input -> {
        out.u8(INPUT);
        out.text(input.name());
      }
      case CollectionId.External external -> {
        out.u8(EXTERNAL);
        out.text(external.service());
        out.text(external.resource());
        json.write(external.params());
        out.text(external.keyType());
        out.text(external.valueType());
      }
    }
  }

  /** Reads the name of a collection. */
  public static CollectionId readId(BinaryInput in, JsonDecoder json) {
    int kind = in.u8();
    return switch (kind) {
      case INPUT -> new CollectionId.Input(in.text());
      case EXTERNAL ->
          new CollectionId.External(in.text(), in.text(), json.read(), in.text(), in.text());
      default -> throw new MalformedDataException("no collection is of kind " + kind);
    };
  }

  /** Writes positions. */
  public static void write(Map<StreamId, Json> positions, BinaryOutput out, JsonEncoder json) {
    out.varint(positions.size());
    positions.forEach((stream, position) -> {
      out.text(stream.service());
      out.text(stream.stream());
      json.write(position);
    });
  }

  /** Reads positions. */
  public static Map<StreamId, Json> readPositions(BinaryInput in, JsonDecoder json) {
    Map<StreamId, Json> positions = new LinkedHashMap<>();
    for (int count = in.count(3); count > 0; count--) {
      positions.put(new StreamId(in.text(), in.text()), json.read());
    }
    return positions;
  }
}
