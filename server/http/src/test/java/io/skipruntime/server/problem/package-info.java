/** Tests of what is inside this package. */
@NullMarked
package io.skipruntime.server.problem;

import org.jspecify.annotations.NullMarked;
