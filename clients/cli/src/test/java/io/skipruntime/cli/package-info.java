/** Tests of the command line, against a real server. */
@NullMarked
package io.skipruntime.cli;

import org.jspecify.annotations.NullMarked;
