/** Tests of what is inside this package. */
@NullMarked
package io.skipruntime.server.connection;

import org.jspecify.annotations.NullMarked;
