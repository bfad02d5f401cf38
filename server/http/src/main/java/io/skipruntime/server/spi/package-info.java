/** The seam at which a module adds a protocol to a server, beside HTTP. */
@NullMarked
package io.skipruntime.server.spi;

import org.jspecify.annotations.NullMarked;
