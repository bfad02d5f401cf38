/**
 * The protocol mounted in the application's own web server: an adapter for servlet containers, one
 * for WebFlux, and the configuration that chooses between them.
 *
 * <p>An adapter makes a request of the server's seam of each request of the host, and moves bytes.
 * Routes, streams, limits and permissions are the server's, on event loops of its own. No thread of
 * the host waits for a request or a stream.
 */
@NullMarked
package io.skipruntime.spring.mount;

import org.jspecify.annotations.NullMarked;
