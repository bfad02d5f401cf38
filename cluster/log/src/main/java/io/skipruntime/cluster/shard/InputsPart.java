package io.skipruntime.cluster.shard;

import io.skipruntime.journal.format.MalformedDataException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Some entries of one input as bytes, on their way from what has them to what writes a snapshot of
 * all inputs. They are not decoded on that way.
 *
 * <pre>
 * SIZE u32  the name of the input in UTF-8
 * SIZE u32  an entry, as {@link EntriesFormat} has it; as often as there are entries
 * </pre>
 */
public final class InputsPart {

  private static final int FULL_BYTES = 256 << 10;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** A part of an input, without entries at first. */
  public InputsPart(String input) {
    add(input.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds an entry, as {@link EntriesFormat#encode} gives it alone. */
  public void add(byte[] entry) {
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      out.writeInt(entry.length);
      out.write(entry);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  /** Whether it has so much that another part is to be begun. */
  public boolean isFull() {
    return bytes.size() >= FULL_BYTES;
  }

  /** The bytes of the part. */
  public byte[] encode() {
    return bytes.toByteArray();
  }

  /** The content of a part: the input, and its entries as they were added. */
  @SuppressWarnings("ArrayRecordComponent") // nothing compares them
  record Decoded(String input, byte[] entries, long count) {}

  /**
   * Takes a part to pieces; the entries stay as they are.
   *
   * @throws MalformedDataException if the bytes are none of a part
   */
  static Decoded decode(byte[] part) {
    ByteBuffer in = ByteBuffer.wrap(part);
    String input = new String(next(in), StandardCharsets.UTF_8);
    byte[] entries = Arrays.copyOfRange(part, in.position(), part.length);
    long count = 0;
    while (in.hasRemaining()) {
      var unused = next(in);
      count++;
    }
    return new Decoded(input, entries, count);
  }

  private static byte[] next(ByteBuffer in) {
    if (in.remaining() < Integer.BYTES) {
      throw new MalformedDataException("a part of the inputs is too short");
    }
    int size = in.getInt();
    if (size < 0 || size > in.remaining()) {
      throw new MalformedDataException("a part of the inputs has an entry that is not whole");
    }
    byte[] bytes = new byte[size];
    in.get(bytes);
    return bytes;
  }
}
