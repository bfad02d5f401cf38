package io.skipruntime.cluster.shard;

import io.skipruntime.ComputationException;
import io.skipruntime.SkipException;
import io.skipruntime.engine.shard.ShardFailure;
import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.MalformedDataException;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonSyntaxException;

/**
 * The form of a shard's failure as bytes: all that a client is told of it. Where a function failed,
 * that is the node, the key and the message, as one process tells them; the stack trace stays on
 * the shard.
 */
public final class FailureFormat {

  private static final int OTHER = 0;
  private static final int OF_FUNCTION = 1;
  private static final int CAPACITY = 128;

  private FailureFormat() {}

  /** Encodes a failure. */
  public static byte[] encode(ShardFailure failure) {
    BinaryOutput out = new BinaryOutput(CAPACITY);
    write(failure, out);
    return out.toByteArray();
  }

  static void write(ShardFailure failure, BinaryOutput out) {
    out.varint(failure.level());
    if (failure.reason() instanceof ComputationException computation) {
      out.u8(OF_FUNCTION);
      out.text(computation.node());
      out.text(computation.key());
      out.text(computation.causeMessage());
    } else {
      out.u8(OTHER);
      out.text(String.valueOf(failure.reason().getMessage()));
    }
  }

  /**
   * Decodes a failure. Its reason is a {@link ComputationException} if it was one, with the same
   * message, and else a {@link SkipException}.
   *
   * @throws MalformedDataException if the bytes are none
   */
  public static ShardFailure decode(byte[] bytes) {
    BinaryInput in = new BinaryInput(bytes);
    ShardFailure failure = read(in);
    in.requireEnd();
    return failure;
  }

  static ShardFailure read(BinaryInput in) {
    long level = in.varint();
    int kind = in.u8();
    if (level < 0 || level > Integer.MAX_VALUE || (kind != OTHER && kind != OF_FUNCTION)) {
      throw new MalformedDataException("no failure is of kind " + kind + ", level " + level);
    }
    if (kind == OTHER) {
      return new ShardFailure((int) level, new SkipException(in.text()));
    }
    String node = in.text();
    Object key = key(in.text());
    return new ShardFailure(
        (int) level, new ComputationException(node, key, new SkipException(in.text())));
  }

  private static Object key(String text) {
    try {
      return Json.parse(text);
    } catch (JsonSyntaxException e) {
      return text;
    }
  }
}
