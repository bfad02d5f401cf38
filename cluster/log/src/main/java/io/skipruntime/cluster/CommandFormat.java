package io.skipruntime.cluster;

import io.skipruntime.CommandRefusedException;
import io.skipruntime.ForbiddenException;
import io.skipruntime.SkipException;
import io.skipruntime.engine.spi.Proposal;
import io.skipruntime.engine.spi.Proposal.CommandEnd;
import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.JsonDecoder;
import io.skipruntime.journal.format.JsonEncoder;
import io.skipruntime.journal.format.MalformedDataException;
import java.nio.charset.StandardCharsets;

/** The calls and the ends of commands as bytes. */
final class CommandFormat {

  private static final int DONE = 0;
  private static final int REFUSED = 1;
  private static final int FORBIDDEN = 2;
  private static final int FAILED = 3;

  private CommandFormat() {}

  static void write(Proposal.CommandCall call, BinaryOutput out, JsonEncoder json) {
    out.text(call.owner());
    out.text(call.command());
    out.text(call.key());
    json.write(call.params());
  }

  static Proposal.CommandCall readCall(BinaryInput in, JsonDecoder json) {
    return new Proposal.CommandCall(in.text(), in.text(), in.text(), json.read());
  }

  static void write(CommandEnd end, BinaryOutput out, JsonEncoder json) {
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
      out.text(wellFormed(refused.reason()));
    } else {
      out.u8(FORBIDDEN);
      out.text(wellFormed(String.valueOf(refusal.getMessage())));
    }
  }

  /** A text as UTF-8 can have it. */
  private static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  static CommandEnd readEnd(BinaryInput in, JsonDecoder json) {
    int end = in.u8();
    return switch (end) {
      case DONE -> new CommandEnd.Done(json.read());
      case REFUSED ->
          new CommandEnd.Refused(
              new CommandRefusedException(
                  CommandRefusedException.Kind.valueOf(in.text()), in.text()));
      case FORBIDDEN -> new CommandEnd.Refused(new ForbiddenException(in.text()));
      case FAILED -> new CommandEnd.Failed();
      default -> throw new MalformedDataException("no command ends with " + end);
    };
  }
}
