/** Tests of what is inside this package. */
@NullMarked
package io.skipruntime.server.host;

import org.jspecify.annotations.NullMarked;
