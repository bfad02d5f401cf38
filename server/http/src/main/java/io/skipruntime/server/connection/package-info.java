/**
 * The listeners' side of the seam to the host, by Vert.x, and the connections below HTTP: their
 * number, the time they may waste, their encryption.
 *
 * <p>Netty shows each new connection to {@link io.skipruntime.server.connection.ConnectionLimits}
 * first, by way of {@link io.skipruntime.server.connection.GuardedTransport}: one that is too many
 * is refused, every other gets a {@link io.skipruntime.server.connection.ConnectionGuard}, which
 * ends it when its client keeps it busy with nothing. {@code HeadCheck} refuses heads of requests
 * that Vert.x would misread, {@link io.skipruntime.server.connection.FloodGuard} ends floods of
 * HTTP/2. {@link io.skipruntime.server.connection.Encryption} is TLS, whose files {@link
 * io.skipruntime.server.connection.CertificateReloader} reads again.
 *
 * <p>{@link io.skipruntime.server.connection.RequestHandler} makes a request of the seam of each
 * request of Vert.x; {@link io.skipruntime.server.connection.RequestMetrics} is told by Vert.x when
 * each begins and ends. No other package uses Vert.x, except for the server itself.
 *
 * <p>A guard belongs to one connection and is used by its event loop only; the limits are shared by
 * all threads.
 */
@NullMarked
package io.skipruntime.server.connection;

import org.jspecify.annotations.NullMarked;
