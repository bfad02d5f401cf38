package io.skipruntime.cluster.flink;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The place in the log up to which the source has read; the log is its only split.
 *
 * @param tick the last tick that was read; 0 if none was
 */
record Position(long tick) implements SourceSplit {

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
      return ByteBuffer.allocate(Long.BYTES).putLong(position.tick()).array();
    }

    @Override
    public Position deserialize(int version, byte[] bytes) throws IOException {
      if (version != VERSION || bytes.length != Long.BYTES) {
        throw new IOException(
            "the position in the log is of format "
                + version
                + ", and this version of Skip reads "
                + VERSION);
      }
      return new Position(ByteBuffer.wrap(bytes).getLong());
    }
  }
}
