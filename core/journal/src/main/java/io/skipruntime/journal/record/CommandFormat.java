package io.skipruntime.journal.record;

import io.skipruntime.CommandRefusedException;
import io.skipruntime.ForbiddenException;
import io.skipruntime.SkipException;
import io.skipruntime.engine.spi.CommandCall;
import io.skipruntime.engine.spi.CommandEnd;
import io.skipruntime.engine.spi.RememberedAnswer;
import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.JsonDecoder;
import io.skipruntime.journal.format.JsonEncoder;
import io.skipruntime.journal.format.MalformedDataException;

/** The form of calls of commands, their ends and the answers to them as bytes. */
public final class CommandFormat {

  /** The fewest bytes of an answer. */
  public static final int LEAST_ANSWER_BYTES = 8;

  private static final int DONE = 0;
  private static final int REFUSED = 1;
  private static final int FORBIDDEN = 2;
  private static final int FAILED = 3;

  private CommandFormat() {}

  /** Writes an answer. */
  public static void write(RememberedAnswer answer, BinaryOutput out, JsonEncoder json) {
    write(answer.call(), out, json);
    out.varint(answer.sinceMillis());
    out.varint(answer.tick());
    write(answer.end(), out, json);
  }

  /** Reads an answer. */
  public static RememberedAnswer readAnswer(BinaryInput in, JsonDecoder json) {
    CommandCall call = readCall(in, json);
    long sinceMillis = in.varint();
    long tick = in.varint();
    CommandEnd end = readEnd(in, json);
    if (end instanceof CommandEnd.Failed) {
      throw new MalformedDataException("a failure is remembered as an answer");
    }
    return new RememberedAnswer(call, sinceMillis, tick, end);
  }

  /** Writes a call. */
  public static void write(CommandCall call, BinaryOutput out, JsonEncoder json) {
    out.text(call.owner());
    out.text(call.command());
    out.text(call.key());
    json.write(call.params());
  }

  /** Reads a call. */
  public static CommandCall readCall(BinaryInput in, JsonDecoder json) {
    return new CommandCall(in.text(), in.text(), in.text(), json.read());
  }

  /** Writes how a command ended. */
  public static void write(CommandEnd end, BinaryOutput out, JsonEncoder json) {
    switch (end) {
      case CommandEnd.Done done -> {
        out.u8(DONE);
        json.write(done.result());
      }
      case CommandEnd.Refused refused -> write(refused.refusal(), out);
      case CommandEnd.Failed failed -> out.u8(FAILED);
    }
  }

  private static void write(SkipException refusal, BinaryOutput out) {
    if (refusal instanceof CommandRefusedException refused) {
      out.u8(REFUSED);
      out.text(refused.kind().name());
      out.text(refused.reason());
    } else {
      out.u8(FORBIDDEN);
      out.text(String.valueOf(refusal.getMessage()));
    }
  }

  /** Reads how a command ended. */
  public static CommandEnd readEnd(BinaryInput in, JsonDecoder json) {
    int end = in.u8();
    return switch (end) {
      case DONE -> new CommandEnd.Done(json.read());
      case REFUSED ->
          new CommandEnd.Refused(new CommandRefusedException(kind(in.text()), in.text()));
      case FORBIDDEN -> new CommandEnd.Refused(new ForbiddenException(in.text()));
      case FAILED -> new CommandEnd.Failed();
      default -> throw new MalformedDataException("no command ends with " + end);
    };
  }

  private static CommandRefusedException.Kind kind(String name) {
    for (CommandRefusedException.Kind kind : CommandRefusedException.Kind.values()) {
      if (kind.name().equals(name)) {
        return kind;
      }
    }
    throw new MalformedDataException("no refusal is of kind " + name);
  }
}
