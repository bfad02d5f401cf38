/** The threads that may block, and how the requests of an event loop get to them. */
@NullMarked
package io.skipruntime.server.thread;

import org.jspecify.annotations.NullMarked;
