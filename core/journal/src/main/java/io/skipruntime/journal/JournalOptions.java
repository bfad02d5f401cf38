package io.skipruntime.journal;

import io.skipruntime.journal.log.LogOptions;
import java.util.Optional;

/**
 * Options that say how a journal is kept.
 *
 * @param log how the log is written
 * @param snapshotBytes after how many bytes of log a snapshot is written, if the last one is not
 *     larger
 * @param snapshotRecords after how many records, because each has to be replayed after a crash
 * @param retainedBytes how many bytes of log are kept that no recovery needs, for those who look at
 *     the past
 * @param replayMillis how long records are replayed after a crash before that is given up
 * @param queueBytes how many bytes of records may wait before writes are refused
 * @param inspection how often the files are inspected while the service runs
 * @param programVersion what identifies the program instead of its class files
 */
record JournalOptions(
    LogOptions log,
    long snapshotBytes,
    long snapshotRecords,
    long retainedBytes,
    long replayMillis,
    long queueBytes,
    InspectionOptions inspection,
    Optional<String> programVersion) {

  static JournalOptions defaults() {
    return new JournalOptions(
        LogOptions.defaults(),
        256L << 20,
        200_000,
        0,
        10_000,
        64L << 20,
        InspectionOptions.defaults(),
        Optional.empty());
  }

  JournalOptions withLog(LogOptions other) {
    return new JournalOptions(
        other,
        snapshotBytes,
        snapshotRecords,
        retainedBytes,
        replayMillis,
        queueBytes,
        inspection,
        programVersion);
  }

  JournalOptions withSnapshots(long bytes, long records) {
    return new JournalOptions(
        log, bytes, records, retainedBytes, replayMillis, queueBytes, inspection, programVersion);
  }

  JournalOptions withRetainedBytes(long bytes) {
    return new JournalOptions(
        log,
        snapshotBytes,
        snapshotRecords,
        bytes,
        replayMillis,
        queueBytes,
        inspection,
        programVersion);
  }

  JournalOptions withReplayMillis(long millis) {
    return new JournalOptions(
        log,
        snapshotBytes,
        snapshotRecords,
        retainedBytes,
        millis,
        queueBytes,
        inspection,
        programVersion);
  }

  JournalOptions withInspection(InspectionOptions other) {
    return new JournalOptions(
        log,
        snapshotBytes,
        snapshotRecords,
        retainedBytes,
        replayMillis,
        queueBytes,
        other,
        programVersion);
  }

  JournalOptions withProgramVersion(String version) {
    return new JournalOptions(
        log,
        snapshotBytes,
        snapshotRecords,
        retainedBytes,
        replayMillis,
        queueBytes,
        inspection,
        Optional.of(version));
  }
}
