package io.skipruntime.cluster.flink;

import io.skipruntime.cluster.shard.EntriesFormat;
import io.skipruntime.engine.shard.Plan;
import java.nio.ByteBuffer;
import java.util.List;

/** The forms of what the inputs of a group of keys are told. */
final class InputMessage {

  /** To send all that the group has. */
  static final byte[] ALL = {0};

  /** To give all that the group had after the last tick that is known to have taken effect. */
  static final byte[] KEEP = {4};

  private static final byte ENTRIES = 1;
  private static final byte UNDO = 2;
  private static final byte RESTORED = 3;

  private InputMessage() {}

  /** To write entries, in the form of {@link EntriesFormat}. */
  static byte[] entries(byte[] entries) {
    return message(ENTRIES, entries);
  }

  /** To take over entries of a snapshot, in the same form. */
  static byte[] restored(byte[] entries) {
    return message(RESTORED, entries);
  }

  private static byte[] message(byte kind, byte[] entries) {
    byte[] message = new byte[entries.length + 1];
    message[0] = kind;
    System.arraycopy(entries, 0, message, 1, entries.length);
    return message;
  }

  /** To take writes back. */
  static byte[] undo(long from) {
    return ByteBuffer.allocate(1 + Long.BYTES).put(UNDO).putLong(from).array();
  }

  static boolean isAll(byte[] message) {
    return message[0] == ALL[0];
  }

  static boolean isKeep(byte[] message) {
    return message[0] == KEEP[0];
  }

  static boolean isRestored(byte[] message) {
    return message[0] == RESTORED;
  }

  static boolean isUndo(byte[] message) {
    return message[0] == UNDO;
  }

  /** The first tick that is to be taken back. */
  static long from(byte[] undo) {
    return ByteBuffer.wrap(undo).getLong(1);
  }

  /** The entries that are to be written or taken over. */
  static List<EntriesFormat.Single> entries(byte[] message, Plan plan) {
    return EntriesFormat.decodeEach(message, 1, plan);
  }
}
