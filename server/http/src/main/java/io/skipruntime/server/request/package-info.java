/**
 * The contents of a request, and the check whether its client may make it.
 *
 * <p>The dispatcher asks a {@link io.skipruntime.server.request.RequestCheck} first: at control
 * {@link io.skipruntime.server.request.ControlAccess} does not let web pages and strangers in.
 * {@link io.skipruntime.server.request.BodyReader} collects the body, and the handler of the route
 * gets a {@link io.skipruntime.server.request.Call}. Handlers ask {@link
 * io.skipruntime.server.request.Users} for whom it is made, {@link
 * io.skipruntime.server.request.StreamAccess} whether a stream may be followed, and {@link
 * io.skipruntime.server.request.RequestBody} what the body stands for.
 *
 * <p>A call is immutable. Checks run on event loops and must not wait; users' tokens are verified
 * on threads that may.
 */
@NullMarked
package io.skipruntime.server.request;

import org.jspecify.annotations.NullMarked;
