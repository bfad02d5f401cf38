/**
 * The threads that may wait, and the ways that lead to them.
 *
 * <p>An event loop must not wait, and most requests do: for the lock of a write, or for data of an
 * external source. {@link io.skipruntime.server.thread.RequestThreads} are the threads for that. A
 * {@link io.skipruntime.server.thread.Lane} brings the requests of one event loop to them and the
 * answers back, many at a time; {@link io.skipruntime.server.thread.Lanes} watches that no request
 * waits behind a slow one. {@link io.skipruntime.server.thread.IdleCollector} runs what is due
 * after a time.
 *
 * <p>The dispatcher, the streams and the reloading of certificates use these threads. Every class
 * names the threads that may call it.
 */
@NullMarked
package io.skipruntime.server.thread;

import org.jspecify.annotations.NullMarked;
