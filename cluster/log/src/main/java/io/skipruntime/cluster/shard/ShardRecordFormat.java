package io.skipruntime.cluster.shard;

import io.skipruntime.Entry;
import io.skipruntime.engine.shard.KeyGroups;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.engine.spi.CommandCall;
import io.skipruntime.engine.spi.Proposal;
import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.JsonDecoder;
import io.skipruntime.journal.format.JsonEncoder;
import io.skipruntime.journal.format.MalformedDataException;
import io.skipruntime.journal.record.CommandFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The form of the records of a log that shards follow, as bytes. The entries are there by group of
 * keys, so that whatever divides a record among shards need not read them; keys and values are
 * JSON.
 */
public final class ShardRecordFormat {

  private static final int FORMAT = 2;
  private static final int BEGINNING = 1;
  private static final int WRITE = 2;
  private static final int UNDO = 3;
  private static final int RUN = 4;
  private static final int CAPACITY = 256;

  private ShardRecordFormat() {}

  /**
   * A record whose entries have not been read.
   *
   * @param head the record without entries
   * @param groups the entries of each {@linkplain KeyGroups group of keys} that has any, as {@link
   *     EntriesFormat} has them; not to be changed
   */
  public record Divided(ShardRecord head, SortedMap<Integer, byte[]> groups) {}

  /** Encodes a record. */
  public static byte[] encode(ShardRecord record) {
    BinaryOutput out = new BinaryOutput(CAPACITY);
    out.u8(FORMAT);
    switch (record) {
      case ShardRecord.Beginning beginning -> {
        out.u8(BEGINNING);
        out.text(beginning.epoch());
        out.text(beginning.version());
        out.text(beginning.plan());
        out.text(beginning.program());
        write(beginning.data(), out);
      }
      case ShardRecord.Write write -> {
        out.u8(write.run().isPresent() ? RUN : WRITE);
        out.u64(write.node());
        out.varint(write.number());
        out.varint(write.millis());
        write.run().ifPresent(run -> write(run, out));
        write(write.changes(), out);
      }
      case ShardRecord.Undo undo -> {
        out.u8(UNDO);
        out.varint(undo.from());
      }
    }
    return out.toByteArray();
  }

  private static void write(Proposal.CommandRun run, BinaryOutput out) {
    JsonEncoder json = new JsonEncoder(out);
    out.varint(run.readTick());
    out.u8(run.call().isPresent() ? 1 : 0);
    run.call().ifPresent(call -> CommandFormat.write(call, out, json));
    CommandFormat.write(run.end(), out, json);
  }

  private static Proposal.CommandRun readRun(BinaryInput in) {
    JsonDecoder json = new JsonDecoder(in);
    long readTick = notNegative(in);
    Optional<CommandCall> call =
        in.u8() == 0 ? Optional.empty() : Optional.of(CommandFormat.readCall(in, json));
    return new Proposal.CommandRun(readTick, call, CommandFormat.readEnd(in, json));
  }

  private static void write(Map<String, List<Entry<Object, Object>>> entries, BinaryOutput out) {
    TreeMap<Integer, Map<String, List<Entry<Object, Object>>>> groups = new TreeMap<>();
    entries.forEach((input, each) -> {
      for (Entry<Object, Object> entry : each) {
        groups
            .computeIfAbsent(KeyGroups.of(entry.key()), group -> new LinkedHashMap<>())
            .computeIfAbsent(input, name -> new ArrayList<>())
            .add(entry);
      }
    });
    out.varint(groups.size());
    groups.forEach((group, each) -> {
      byte[] encoded = EntriesFormat.encode(each);
      out.u8(group);
      out.varint(encoded.length);
      out.bytes(encoded, 0, encoded.length);
    });
  }

  /**
   * Decodes a record; its entries are as {@link Plan#accept} gives them.
   *
   * @throws MalformedDataException if the bytes are none that this version knows, or the plan does
   *     not take the entries
   */
  public static ShardRecord decode(byte[] bytes, Plan plan) {
    Divided divided = divide(bytes);
    return switch (divided.head()) {
      case ShardRecord.Beginning head ->
          new ShardRecord.Beginning(
              head.epoch(), head.version(), head.plan(), head.program(), entries(divided, plan));
      case ShardRecord.Write head ->
          new ShardRecord.Write(
              head.node(), head.number(), head.millis(), entries(divided, plan), head.run());
      case ShardRecord.Undo undo -> undo;
    };
  }

  private static Map<String, List<Entry<Object, Object>>> entries(Divided divided, Plan plan) {
    Map<String, List<Entry<Object, Object>>> all = new LinkedHashMap<>();
    divided
        .groups()
        .forEach((group, bytes) ->
            EntriesFormat.decode(bytes, plan)
                .forEach((input, entries) -> {
                  if (entries.stream().anyMatch(each -> KeyGroups.of(each.key()) != group)) {
                    throw new MalformedDataException("a key is in a group that is not its own");
                  }
                  all.computeIfAbsent(input, name -> new ArrayList<>()).addAll(entries);
                }));
    return all;
  }

  /**
   * Divides a record by groups of keys, without reading the entries.
   *
   * @throws MalformedDataException if the bytes are none that this version knows
   */
  public static Divided divide(byte[] bytes) {
    BinaryInput in = new BinaryInput(bytes);
    int format = in.u8();
    if (format != FORMAT) {
      throw new MalformedDataException(
          "the record is of format "
              + format
              + ", and this version of Skip reads format "
              + FORMAT
              + ": use the version that the others have");
    }
    int kind = in.u8();
    ShardRecord head =
        switch (kind) {
          case BEGINNING ->
              new ShardRecord.Beginning(in.text(), in.text(), in.text(), in.text(), Map.of());
          case WRITE -> new ShardRecord.Write(in.u64(), notNegative(in), notNegative(in), Map.of());
          case RUN ->
              new ShardRecord.Write(
                  in.u64(), notNegative(in), notNegative(in), Map.of(), Optional.of(readRun(in)));
          case UNDO -> new ShardRecord.Undo(notNegative(in));
          default -> throw new MalformedDataException("no record is of kind " + kind);
        };
    SortedMap<Integer, byte[]> groups = kind == UNDO ? Collections.emptySortedMap() : groups(in);
    in.requireEnd();
    return new Divided(head, groups);
  }

  private static long notNegative(BinaryInput in) {
    long value = in.varint();
    if (value < 0) {
      throw new MalformedDataException("a number of a record is negative");
    }
    return value;
  }

  private static SortedMap<Integer, byte[]> groups(BinaryInput in) {
    int count = in.count(2);
    SortedMap<Integer, byte[]> groups = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      int group = in.u8();
      byte[] entries = in.bytes(in.count(1));
      if (group >= KeyGroups.COUNT || groups.put(group, entries) != null) {
        throw new MalformedDataException("the record has group " + group + " twice, or wrongly");
      }
    }
    return groups;
  }
}
