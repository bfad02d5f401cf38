/** Tests of what is inside this package. */
@NullMarked
package io.skipruntime.server.security;

import org.jspecify.annotations.NullMarked;
