/** Tests of the package. */
@NullMarked
package io.skipruntime.journal.format;

import org.jspecify.annotations.NullMarked;
