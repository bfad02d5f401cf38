/**
 * A service's data in a directory: {@link io.skipruntime.journal.Persistence} is what a service is
 * started with. All that cannot be computed is appended to a log before it is shown, snapshots keep
 * the log short, and a start recovers from both.
 *
 * <p>This package decides what a service begins with; {@code log} and {@code snapshot} know files
 * of frames, {@code record} what is in them, {@code format} bytes, and {@code file} is the seam to
 * the disk. The engine is seen through {@code engine.spi} alone.
 */
@NullMarked
package io.skipruntime.journal;

import org.jspecify.annotations.NullMarked;
