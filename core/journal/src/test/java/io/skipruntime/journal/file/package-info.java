/** Tests of the package. */
@NullMarked
package io.skipruntime.journal.file;

import org.jspecify.annotations.NullMarked;
