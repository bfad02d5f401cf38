/**
 * Files of JSON and CSV lines, and directories of them, followed as collections. {@link
 * io.skipruntime.files.FilesService} is the external service, {@link
 * io.skipruntime.files.FileResource} one file or directory of it.
 *
 * <p>A {@code FileFeed} has one subscription: it looks for what has been appended, and reads all
 * again when a file is not the one that it was, which a {@code FilePosition} tells. A {@code
 * LineReader} cuts bytes into lines, a {@code LineFormat} makes members of a line, an {@code
 * EntryMapping} makes keys and values of these.
 */
@NullMarked
package io.skipruntime.files;

import org.jspecify.annotations.NullMarked;
