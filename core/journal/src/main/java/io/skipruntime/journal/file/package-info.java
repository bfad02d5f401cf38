/** The files of a data directory, behind a seam that tests replace by a disk that fails. */
@NullMarked
package io.skipruntime.journal.file;

import org.jspecify.annotations.NullMarked;
