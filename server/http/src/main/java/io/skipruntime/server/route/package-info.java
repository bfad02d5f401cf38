/**
 * The routes of the two listeners, and how a request gets to the one that answers it.
 *
 * <p>{@link io.skipruntime.server.route.Routes} lists them: {@code ControlRoutes} reads and writes,
 * {@code StreamingRoutes} opens streams, {@code HealthRoutes} is for operators. {@link
 * io.skipruntime.server.route.Router} finds the route of a method and path; {@link
 * io.skipruntime.server.route.Dispatcher} runs its handler and sends what it returns or throws.
 * {@link io.skipruntime.server.route.Security} is what guards both listeners, made from the
 * options before anything is started.
 *
 * <p>A {@code Handler} says by its type where it runs: at once on the event loop, on a thread that
 * may wait, or as the opening of a stream. A new route is a line in one of the three classes, a
 * method there, and its description in docs/openapi.json.
 */
@NullMarked
package io.skipruntime.server.route;

import org.jspecify.annotations.NullMarked;
