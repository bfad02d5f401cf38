/** Tests of the package. */
@NullMarked
package io.skipruntime.journal.log;

import org.jspecify.annotations.NullMarked;
