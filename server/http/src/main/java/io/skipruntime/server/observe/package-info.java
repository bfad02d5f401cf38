/**
 * The view of requests and commits: durations, spans of OpenTelemetry, the request log.
 *
 * <p>The host tells {@link io.skipruntime.server.observe.Telemetry} when a request begins and ends,
 * and the engine tells it of commits. Each request has an {@link
 * io.skipruntime.server.observe.Exchange}, where the dispatcher and the streams note what became of
 * it. From there its duration goes to {@link io.skipruntime.server.observe.Durations}, its span to
 * {@link io.skipruntime.server.observe.Tracing}, its line to {@code RequestLog}.
 *
 * <p>An exchange is for the loop of its request; the rest may be used by all threads, and no event
 * loop waits for it: the log has a thread of its own, and drops lines rather than fall behind.
 */
@NullMarked
package io.skipruntime.server.observe;

import org.jspecify.annotations.NullMarked;
