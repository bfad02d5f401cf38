/** Tests of the server, over real sockets. */
@NullMarked
package io.skipruntime.server;

import org.jspecify.annotations.NullMarked;
