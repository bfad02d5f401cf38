package io.skipruntime.cluster;

import io.skipruntime.engine.spi.RememberedAnswer;
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
 * @param sources what the log says of external sources
 * @param answers the answers to calls that are remembered, the oldest first
 */
record Decisions(
    String epoch,
    String program,
    String plan,
    long lastChange,
    LogRecord.Opinion opinion,
    SourceLedger sources,
    List<RememberedAnswer> answers) {

  private static final int FORMAT = 2;
  private static final int FORMAT_WITHOUT_SOURCES = 1;
  private static final int CAPACITY = 4_096;

  /** Copies what may change. */
  Decisions {
    answers = List.copyOf(answers);
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
    out.varint(answers.size());
    answers.forEach(each -> CommandFormat.write(each, out, json));
    SourceFormat.write(sources, out, json);
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
    if (format != FORMAT && format != FORMAT_WITHOUT_SOURCES) {
      throw new MalformedDataException(
          "the snapshot is of format "
              + format
              + ", and this version of Skip reads formats up to "
              + FORMAT
              + ": start this node with the version that the others have");
    }
    String epoch = in.text();
    String program = in.text();
    String plan = in.text();
    long lastChange = in.varint();
    LogRecord.Opinion opinion = new LogRecord.Opinion(in.varint(), in.u32());
    List<RememberedAnswer> answers = readAnswers(in, json);
    SourceLedger sources =
        format == FORMAT ? SourceFormat.readLedger(in, json) : SourceLedger.EMPTY;
    return new Decisions(epoch, program, plan, lastChange, opinion, sources, answers);
  }

  private static List<RememberedAnswer> readAnswers(BinaryInput in, JsonDecoder json) {
    List<RememberedAnswer> answers = new ArrayList<>();
    for (int count = in.count(CommandFormat.LEAST_ANSWER_BYTES); count > 0; count--) {
      answers.add(CommandFormat.readAnswer(in, json));
    }
    return answers;
  }
}
