/** A service on the network: control and streaming over HTTP. */
@NullMarked
package io.skipruntime.server;

import org.jspecify.annotations.NullMarked;
