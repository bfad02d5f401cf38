/** The binary form of numbers, texts and JSON that the log and the snapshots are written in. */
@NullMarked
package io.skipruntime.journal.format;

import org.jspecify.annotations.NullMarked;
