/** Tests of what is inside this package. */
@NullMarked
package io.skipruntime.server.options;

import org.jspecify.annotations.NullMarked;
