package io.skipruntime.cluster.shard;

import io.skipruntime.engine.spi.RememberedAnswer;
import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.JsonDecoder;
import io.skipruntime.journal.format.JsonEncoder;
import io.skipruntime.journal.format.MalformedDataException;
import io.skipruntime.journal.record.CommandFormat;
import io.skipruntime.json.CanonicalKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The form of the outcome of a tick as bytes, as the log of ticks has it. Keys and values describe
 * themselves, as in {@link ContributionFormat}.
 */
public final class TickFormat {

  private static final int FORMAT = 2;
  private static final int PUBLISHED = 1;
  private static final int REJECTED = 2;
  private static final int RETRY = 3;
  private static final int UNDONE = 4;
  private static final int ANSWERED = 5;
  private static final int OVERTAKEN = 6;
  private static final int CAPACITY = 256;

  private TickFormat() {}

  /**
   * Encodes an outcome.
   *
   * @param origin what it was computed of
   * @throws IllegalArgumentException if a value is of no class that collections may have
   */
  public static byte[] encode(TickOutcome outcome, TickOrigin origin) {
    BinaryOutput out = new BinaryOutput(CAPACITY);
    out.u8(FORMAT);
    out.varint(outcome.tick());
    out.u8(kind(outcome));
    out.text(origin.epoch());
    out.text(origin.plan());
    switch (outcome) {
      case TickOutcome.Published published -> {
        published
            .answer()
            .ifPresent(answer -> CommandFormat.write(answer, out, new JsonEncoder(out)));
        write(published.changes(), out);
      }
      case TickOutcome.Rejected rejected -> FailureFormat.write(rejected.failure(), out);
      case TickOutcome.Retry retry -> {}
      case TickOutcome.Undone undone -> {}
      case TickOutcome.Overtaken overtaken -> {}
    }
    return out.toByteArray();
  }

  private static int kind(TickOutcome outcome) {
    return switch (outcome) {
      case TickOutcome.Published published -> published.answer().isPresent() ? ANSWERED : PUBLISHED;
      case TickOutcome.Rejected rejected -> REJECTED;
      case TickOutcome.Retry retry -> RETRY;
      case TickOutcome.Undone undone -> UNDONE;
      case TickOutcome.Overtaken overtaken -> OVERTAKEN;
    };
  }

  private static void write(List<TickOutcome.Change> changes, BinaryOutput out) {
    ValueEncoder encoder = new ValueEncoder(out);
    out.varint(changes.size());
    for (TickOutcome.Change each : changes) {
      out.varint(each.collection());
      encoder.write(each.key());
      List<?> values = each.values();
      out.varint(values == null ? 0 : values.size());
      if (values != null) {
        values.forEach(encoder::write);
      }
    }
  }

  /**
   * Decodes an outcome; keys and values are in normal form.
   *
   * @param loader finds the classes of the service
   * @throws MalformedDataException if the bytes are none, or name classes that are not there
   */
  public static TickOutcome decode(byte[] bytes, ClassLoader loader) {
    BinaryInput in = new BinaryInput(bytes);
    long tick = tick(in);
    int kind = in.u8();
    var unused = origin(in);
    TickOutcome outcome =
        switch (kind) {
          case PUBLISHED ->
              new TickOutcome.Published(tick, changes(in, new ValueDecoder(in, loader)));
          case ANSWERED -> {
            Optional<RememberedAnswer> answer =
                Optional.of(CommandFormat.readAnswer(in, new JsonDecoder(in)));
            yield new TickOutcome.Published(
                tick, changes(in, new ValueDecoder(in, loader)), answer);
          }
          case OVERTAKEN -> new TickOutcome.Overtaken(tick);
          case REJECTED -> new TickOutcome.Rejected(tick, FailureFormat.read(in));
          case RETRY -> new TickOutcome.Retry(tick);
          case UNDONE -> new TickOutcome.Undone(tick);
          default -> throw new MalformedDataException("no outcome is of kind " + kind);
        };
    in.requireEnd();
    return outcome;
  }

  /**
   * The tick whose outcome some bytes are.
   *
   * @throws MalformedDataException if they are of a format that this version does not know
   */
  public static long tickOf(byte[] bytes) {
    return tick(new BinaryInput(bytes));
  }

  /**
   * The origin of the outcome that some bytes are.
   *
   * @throws MalformedDataException if they are of a format that this version does not know
   */
  public static TickOrigin originOf(byte[] bytes) {
    BinaryInput in = new BinaryInput(bytes);
    var unused = tick(in);
    var unusedKind = in.u8();
    return origin(in);
  }

  private static TickOrigin origin(BinaryInput in) {
    return new TickOrigin(in.text(), in.text());
  }

  /**
   * Whether some bytes are the outcome of a tick that took effect, so that nothing before it is
   * taken back any more.
   *
   * @throws MalformedDataException if they are of a format that this version does not know
   */
  public static boolean tookEffect(byte[] bytes) {
    BinaryInput in = new BinaryInput(bytes);
    if (tick(in) < 1) {
      return false;
    }
    int kind = in.u8();
    return kind == PUBLISHED || kind == ANSWERED;
  }

  private static long tick(BinaryInput in) {
    int format = in.u8();
    if (format != FORMAT) {
      throw new MalformedDataException(
          "the tick is of format "
              + format
              + ", and this version of Skip reads format "
              + FORMAT
              + ": use the version that the others have");
    }
    long tick = in.varint();
    if (tick < 1) {
      throw new MalformedDataException("there is no tick " + tick);
    }
    return tick;
  }

  private static List<TickOutcome.Change> changes(BinaryInput in, ValueDecoder decoder) {
    int count = in.count(3);
    List<TickOutcome.Change> changes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long collection = in.varint();
      if (collection < 0 || collection > Integer.MAX_VALUE) {
        throw new MalformedDataException("there is no collection " + collection);
      }
      try {
        Object key = CanonicalKey.of(decoder.read());
        List<Object> values = ContributionFormat.values(in.count(1), decoder);
        changes.add(
            new TickOutcome.Change((int) collection, key, values.isEmpty() ? null : values));
      } catch (IllegalArgumentException e) {
        throw new MalformedDataException("a key or a value that no collection has", e);
      }
    }
    return changes;
  }
}
