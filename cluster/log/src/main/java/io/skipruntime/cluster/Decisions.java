package io.skipruntime.cluster;

import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.JsonDecoder;
import io.skipruntime.journal.format.JsonEncoder;
import io.skipruntime.journal.format.MalformedDataException;
import io.skipruntime.journal.record.CommandFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * The results of all decisions up to a place that later decisions depend on, besides the state of
 * the service. Immutable.
 *
 * @param epoch identifies the history
 * @param program the identity of the program
 * @param plan the plan of the service
 * @param lastChange the place of the last record that changed something
 * @param opinion the place, and the digest of all decisions up to it
 * @param calls the calls that are remembered, the oldest first
 */
record Decisions(
    String epoch,
    String program,
    String plan,
    long lastChange,
    LogRecord.Opinion opinion,
    List<RememberedCalls.Call> calls) {

  private static final int FORMAT = 1;
  private static final int CAPACITY = 4_096;
  private static final int LEAST_CALL_BYTES = 7;

  /** Copies what may change. */
  Decisions {
    calls = List.copyOf(calls);
  }

  /** The bytes for a snapshot: a number of the format, and the parts in order. */
  byte[] encode() {
    BinaryOutput out = new BinaryOutput(CAPACITY);
    JsonEncoder json = new JsonEncoder(out);
    out.u8(FORMAT);
    out.text(epoch);
    out.text(program);
    out.text(plan);
    out.varint(lastChange);
    out.varint(opinion.place());
    out.u32(opinion.digest());
    out.varint(calls.size());
    for (RememberedCalls.Call each : calls) {
      CommandFormat.write(each.call(), out, json);
      CommandFormat.write(each.end(), out, json);
      out.varint(each.tick());
      out.varint(each.millis());
    }
    return out.toByteArray();
  }

  /**
   * The decisions that were encoded.
   *
   * @throws MalformedDataException if the bytes are none that this version knows
   */
  static Decisions decode(byte[] bytes) {
    BinaryInput in = new BinaryInput(bytes);
    JsonDecoder json = new JsonDecoder(in);
    int format = in.u8();
    if (format != FORMAT) {
      throw new MalformedDataException(
          "the snapshot is of format "
              + format
              + ", and this version of Skip reads format "
              + FORMAT
              + ": start this node with the version that the others have");
    }
    return new Decisions(
        in.text(),
        in.text(),
        in.text(),
        in.varint(),
        new LogRecord.Opinion(in.varint(), in.u32()),
        readCalls(in, json));
  }

  private static List<RememberedCalls.Call> readCalls(BinaryInput in, JsonDecoder json) {
    List<RememberedCalls.Call> calls = new ArrayList<>();
    for (int count = in.count(LEAST_CALL_BYTES); count > 0; count--) {
      calls.add(
          new RememberedCalls.Call(
              CommandFormat.readCall(in, json),
              CommandFormat.readEnd(in, json),
              in.varint(),
              in.varint()));
    }
    return calls;
  }
}
