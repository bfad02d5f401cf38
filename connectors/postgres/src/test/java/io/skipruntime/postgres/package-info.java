/** Tests with a real PostgreSQL. */
@NullMarked
package io.skipruntime.postgres;

import org.jspecify.annotations.NullMarked;
