/**
 * The seam between the protocol and the web server that takes its requests, here called the host:
 * the listeners of {@link io.skipruntime.server.SkipServer}, or the web server of an application
 * that has the protocol mounted.
 *
 * <p>A host makes a {@link io.skipruntime.server.host.ServerRequest} of each request, which has its
 * {@link io.skipruntime.server.host.ServerResponse} and belongs to a {@link
 * io.skipruntime.server.host.EventLoop}. All else is the same for every host: routes, permissions,
 * limits of bodies, event streams with their heartbeats and stall limits, bounds on bytes, what is
 * told of failures. None of that uses the types of a web server.
 *
 * <p>{@link io.skipruntime.server.host.QueuedResponse} is for hosts that pull an answer when their
 * socket takes bytes: of those, only the pulling is to be written.
 *
 * <p>A request and its response are used by their loop only, and every step that they are given is
 * run there.
 */
@NullMarked
package io.skipruntime.server.host;

import org.jspecify.annotations.NullMarked;
