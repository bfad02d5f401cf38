/** Writing many entries: the formats they come in, batches, and what is told of them. */
@NullMarked
package io.skipruntime.cli.load;

import org.jspecify.annotations.NullMarked;
