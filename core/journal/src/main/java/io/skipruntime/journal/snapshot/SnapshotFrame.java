package io.skipruntime.journal.snapshot;

/**
 * The kinds of frames of a snapshot, in the order in which they come: one {@link #BEGIN}; for each
 * collection a {@link #COLLECTION} and its {@link #ENTRIES}; {@link #POSITIONS}; {@link #LEASES};
 * any number of {@link #ANSWERS}, since format 2; {@link #MARKS}; for each output an {@link
 * #OUTPUT} and its {@link #ENTRIES}; one {@link #FOOTER}, with which the file ends.
 */
final class SnapshotFrame {

  static final int BEGIN = 0x20;
  static final int COLLECTION = 0x21;
  static final int ENTRIES = 0x22;
  static final int POSITIONS = 0x23;
  static final int LEASES = 0x24;
  static final int MARKS = 0x25;
  static final int OUTPUT = 0x26;
  static final int ANSWERS = 0x27;
  static final int FOOTER = 0x2F;

  private SnapshotFrame() {}
}
