/**
 * The options of a server, and where their values come from: a program, the command line, the
 * environment, a file.
 */
@NullMarked
package io.skipruntime.server.options;

import org.jspecify.annotations.NullMarked;
