package io.skipruntime.journal.snapshot;

import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.JsonDecoder;
import io.skipruntime.journal.log.Frame;
import io.skipruntime.journal.log.SegmentReader;
import io.skipruntime.journal.record.EntryFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the blocks of entries that follow a place of a snapshot. The file is open until the
 * last of them was read. Used by one thread.
 */
final class BlockIterator implements Iterator<EntryBlock> {

  private final long tick;
  private final SegmentReader reader;
  private @Nullable Frame next;

  BlockIterator(SegmentReader reader, long offset, long sequence, long tick) {
    this.tick = tick;
    this.reader = reader;
    reader.goTo(offset, sequence);
    advance();
  }

  private void advance() {
    try {
      next = reader.next();
      if (next == null || next.type() != SnapshotFrame.ENTRIES) {
        next = null;
        reader.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public EntryBlock next() {
    Frame frame = next;
    if (frame == null) {
      throw new NoSuchElementException();
    }
    advance();
    BinaryInput in = new BinaryInput(frame.payload());
    return EntryFormat.readTicked(tick, in, new JsonDecoder(in));
  }
}
