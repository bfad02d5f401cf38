/** Tests of what is inside this package. */
@NullMarked
package io.skipruntime.server.thread;

import org.jspecify.annotations.NullMarked;
