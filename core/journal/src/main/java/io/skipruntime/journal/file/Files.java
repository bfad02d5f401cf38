package io.skipruntime.journal.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The files of one directory: the seam between the journal and a disk. {@link DiskFiles} are those
 * of the operating system; tests put a disk in their place that fails and forgets.
 *
 * <ul>
 *   <li>What was written is on the disk when {@link File#force} has returned; after a loss of power
 *       any part of the rest may be.
 *   <li>A file that was created, renamed or deleted is so after a loss of power when {@link #sync}
 *       has returned.
 *   <li>When {@link File#force} has failed, nothing is known of what was written before: it is not
 *       tried again.
 *   <li>A name has no separators but that of the one directory below, {@code quarantine/}.
 * </ul>
 *
 * <p>May be used by several threads.
 */
public interface Files {

  /** The name of the directory below, for what is kept for an examination. */
  String QUARANTINE = "quarantine/";

  /** The names of the files, in no order; not those in quarantine. */
  List<String> list() throws IOException;

  /** Creates a file, or empties it if there is one; it can be written. */
  File create(String name) throws IOException;

  /** Opens a file that is there, to be read. */
  File read(String name) throws IOException;

  /** Opens a file that is there, to be read and written. */
  File write(String name) throws IOException;

  /** Gives a file another name, in place of one that has it. */
  void rename(String from, String to) throws IOException;

  /** Deletes a file that is there. */
  void delete(String name) throws IOException;

  /** Makes durable which files there are. */
  void sync() throws IOException;

  /**
   * Takes a lock that no other process has until it is closed or this process ends.
   *
   * @param name of a file for the lock, which stays
   * @throws LockedException if another process, or another user in this process, has it
   */
  Closeable lock(String name) throws IOException;

  /** How many bytes may still be written, an estimate. */
  long usableSpace() throws IOException;

  /** What the directory is called in messages. */
  String describe();

  /** An open file. Positions are counted from 0. */
  interface File extends Closeable {

    /** The number of bytes. */
    long size() throws IOException;

    /**
     * Reads from a position until {@code target} is full or the file ends.
     *
     * @return how many bytes were read; 0 at the end
     */
    int read(ByteBuffer target, long position) throws IOException;

    /** Writes all that is left in {@code source} from a position on. */
    void write(ByteBuffer source, long position) throws IOException;

    /** Makes durable what was written. */
    void force() throws IOException;
  }
}
