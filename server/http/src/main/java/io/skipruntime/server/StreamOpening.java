package io.skipruntime.server;

import java.util.function.Supplier;

/**
 * A stream that a request asks for.
 *
 * @param framing how it is told on the connection
 * @param opening opens what it shows; may block, and throws what the stream is refused with
 */
record StreamOpening(Framing framing, Supplier<StreamSource> opening) {}
