package io.skipruntime.cluster.shard;

import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.MalformedDataException;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form of what one shard sends to another in a tick, as bytes. It describes itself, since the
 * values of intermediate collections have no declared types: each value begins with a byte that
 * says what it is, and records and enums have the names of their classes, once a batch.
 */
public final class ContributionFormat {

  private static final int FORMAT = 1;
  private static final int CAPACITY = 256;
  private static final int HEAD_SIZE = 11;

  /** Room for so many values is made before they are read: a number alone justifies no more. */
  private static final int RESERVED = 64;

  private static final int HAS_SOURCE = 1;
  private static final int HAS_VALUES = 2;

  private ContributionFormat() {}

  /**
   * An entry that is sent.
   *
   * @param feed the feed's place in the plan
   * @param source the key of the source entry that contributes; null unless it is a contribution
   * @param values the values that the key has now, or that the source contributes now; null for
   *     none
   */
  public record Sent(int feed, Object key, @Nullable Object source, @Nullable List<?> values) {}

  /** A batch that is being encoded, entry by entry. For one thread. */
  public static final class Batch {
    private final BinaryOutput entries = new BinaryOutput(CAPACITY);
    private final ValueEncoder encoder = new ValueEncoder(entries);
    private int count;

    /** A batch without entries. */
    public Batch() {}

    /**
     * Adds an entry, with the components of {@link Sent}.
     *
     * @throws IllegalArgumentException if a value is of no class that collections may have
     */
    public void add(int feed, Object key, @Nullable Object source, @Nullable List<?> values) {
      count++;
      entries.varint(feed);
      entries.u8((source == null ? 0 : HAS_SOURCE) | (values == null ? 0 : HAS_VALUES));
      encoder.write(key);
      if (source != null) {
        encoder.write(source);
      }
      if (values != null) {
        entries.varint(values.size());
        for (int i = 0; i < values.size(); i++) {
          encoder.write(values.get(i));
        }
      }
    }

    /** The bytes of the batch. */
    public byte[] encode() {
      BinaryOutput out = new BinaryOutput(entries.size() + HEAD_SIZE);
      out.u8(FORMAT);
      out.varint(count);
      out.bytes(entries.array(), 0, entries.size());
      return out.toByteArray();
    }
  }

  /**
   * Encodes a batch.
   *
   * @throws IllegalArgumentException if a value is of no class that collections may have
   */
  public static byte[] encode(List<Sent> batch) {
    Batch encoded = new Batch();
    batch.forEach(each -> encoded.add(each.feed(), each.key(), each.source(), each.values()));
    return encoded.encode();
  }

  /**
   * Decodes a batch; keys and values are in normal form.
   *
   * @param loader finds the classes of the service
   * @throws MalformedDataException if the bytes are no batch, or name classes that are not there
   */
  public static List<Sent> decode(byte[] bytes, ClassLoader loader) {
    BinaryInput in = new BinaryInput(bytes);
    int format = in.u8();
    if (format != FORMAT) {
      throw new MalformedDataException(
          "the batch is of format " + format + ", and this version of Skip reads " + FORMAT);
    }
    ValueDecoder decoder = new ValueDecoder(in, loader);
    int count = in.count(3);
    List<Sent> batch = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      batch.add(read(in, decoder));
    }
    in.requireEnd();
    return batch;
  }

  private static Sent read(BinaryInput in, ValueDecoder decoder) {
    long feed = in.varint();
    int flags = in.u8();
    if (feed < 0 || feed > Integer.MAX_VALUE || (flags & ~(HAS_SOURCE | HAS_VALUES)) != 0) {
      throw new MalformedDataException("feed " + feed + ", flags " + flags);
    }
    try {
      Object key = CanonicalKey.of(decoder.read());
      Object source = (flags & HAS_SOURCE) == 0 ? null : CanonicalKey.of(decoder.read());
      return new Sent(
          (int) feed, key, source, (flags & HAS_VALUES) == 0 ? null : values(in, decoder));
    } catch (IllegalArgumentException e) {
      throw new MalformedDataException("a key or a value that no collection has", e);
    }
  }

  private static List<Object> values(BinaryInput in, ValueDecoder decoder) {
    int count = in.count(1);
    if (count == 0) {
      throw new MalformedDataException("a key without values");
    }
    return values(count, decoder);
  }

  /** Reads some values, in normal form. */
  static List<Object> values(int count, ValueDecoder decoder) {
    List<Object> values = new ArrayList<>(Math.min(count, RESERVED));
    for (int i = 0; i < count; i++) {
      values.add(CanonicalValue.of(decoder.read()));
    }
    return values;
  }
}
