/**
 * The log: segments of frames, the thread that writes and forces them, and the reading of them
 * after a crash.
 */
@NullMarked
package io.skipruntime.journal.log;

import org.jspecify.annotations.NullMarked;
