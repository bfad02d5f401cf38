package io.skipruntime.journal.log;

/**
 * An exception that tells that a newer program wrote a file, in a format that this one does not
 * know.
 */
public final class NewerFormatException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** For a format, and the newest that is known. */
  public NewerFormatException(int found, int newest) {
    super(
        "the file is of format "
            + found
            + ", and this program knows formats up to "
            + newest
            + ": a newer version wrote it; start that version, or restore a backup that was made"
            + " before the upgrade");
  }
}
