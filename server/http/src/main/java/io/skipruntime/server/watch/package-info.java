/** Reloading a service when its compiled classes change, for development. */
@NullMarked
package io.skipruntime.server.watch;

import org.jspecify.annotations.NullMarked;
