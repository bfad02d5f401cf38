/** Tests of what is inside this package. */
@NullMarked
package io.skipruntime.server.stream;

import org.jspecify.annotations.NullMarked;
