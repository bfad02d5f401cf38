/**
 * The options of a server, and the places that their values come from.
 *
 * <p>Users write {@link io.skipruntime.server.options.ServerOptions}, with {@link
 * io.skipruntime.server.options.LimitOptions} and {@link
 * io.skipruntime.server.options.SecurityOptions} in it. {@code ServerOptionTable} lists every
 * option that can be set from outside of the program; {@code Configuration} reads the command
 * line, the environment and a file by that table and reports all mistakes together. The help text
 * and the check of docs/configuration.md come from the same table.
 *
 * <p>Options are immutable, and every other package may read them. They are read when a server
 * starts; nothing here runs after that.
 */
@NullMarked
package io.skipruntime.server.options;

import org.jspecify.annotations.NullMarked;
