/**
 * A service on the network: {@link io.skipruntime.server.SkipServer} runs a service behind two
 * listeners. The control listener takes reads and writes from programs that are trusted; the
 * streaming listener takes subscribers.
 *
 * <p>The server is built here out of the packages below, each of which uses only packages that stand
 * to its right or below it in ARCHITECTURE.md. A request goes from a {@code Listener} to the
 * dispatcher in {@code route}; what it changes goes from the engine to the streams in {@code
 * stream}.
 *
 * <p>Vert.x runs one event loop for each processor and listener; an event loop never waits. All that
 * may wait runs on the virtual threads of {@code thread}.
 */
@NullMarked
package io.skipruntime.server;

import org.jspecify.annotations.NullMarked;
