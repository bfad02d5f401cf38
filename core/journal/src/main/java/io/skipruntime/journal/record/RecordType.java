package io.skipruntime.journal.record;

import io.skipruntime.journal.log.FrameType;

/** The kinds of frames that the journal appends. */
final class RecordType {

  /** A {@link io.skipruntime.engine.spi.JournalRecord.Committed}. */
  public static final int COMMITTED = 0x01;

  /** A {@link io.skipruntime.engine.spi.JournalRecord.Noted}. */
  public static final int NOTED = 0x02;

  /** A {@link io.skipruntime.engine.spi.JournalRecord.LeaseOpened}. */
  public static final int LEASE_OPENED = 0x03;

  /** A {@link io.skipruntime.engine.spi.JournalRecord.LeaseClosed}. */
  public static final int LEASE_CLOSED = 0x04;

  /** A snapshot is durable: its tick follows. */
  public static final int CHECKPOINT = 0x05 | FrameType.SKIPPABLE;

  /** A {@link io.skipruntime.engine.spi.JournalRecord.Refused}; since format 2. */
  public static final int REFUSED = 0x06;

  private RecordType() {}
}
