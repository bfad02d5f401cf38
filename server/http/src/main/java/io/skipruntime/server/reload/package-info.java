/** Reloading a service when its compiled classes change, for development. */
@NullMarked
package io.skipruntime.server.reload;

import org.jspecify.annotations.NullMarked;
