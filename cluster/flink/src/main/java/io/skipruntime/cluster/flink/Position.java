package io.skipruntime.cluster.flink;

import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.format.MalformedDataException;
import java.io.IOException;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The place in the log up to which the source has read; the log is its only split.
 *
 * @param epoch identifies the history of the log
 * @param tick the last tick that was read; 0 if none was
 */
record Position(String epoch, long tick) implements SourceSplit {

  @Override
  public String splitId() {
    return "commits";
  }

  /** The form of a position in checkpoints. */
  static final class Format implements SimpleVersionedSerializer<Position> {

    private static final int VERSION = 1;

    @Override
    public int getVersion() {
      return VERSION;
    }

    @Override
    public byte[] serialize(Position position) {
      BinaryOutput out = new BinaryOutput(32);
      out.text(position.epoch());
      out.varint(position.tick());
      return out.toByteArray();
    }

    @Override
    public Position deserialize(int version, byte[] bytes) throws IOException {
      if (version != VERSION) {
        throw new IOException(
            "the position in the log is of format "
                + version
                + ", and this version of Skip reads "
                + VERSION);
      }
      try {
        BinaryInput in = new BinaryInput(bytes);
        Position position = new Position(in.text(), in.varint());
        in.requireEnd();
        return position;
      } catch (MalformedDataException e) {
        throw new IOException("the position in the log cannot be read", e);
      }
    }
  }
}
