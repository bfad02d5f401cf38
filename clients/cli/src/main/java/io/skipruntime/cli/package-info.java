/** The command line: reads, follows, writes and loads a running service. */
@NullMarked
package io.skipruntime.cli;

import org.jspecify.annotations.NullMarked;
