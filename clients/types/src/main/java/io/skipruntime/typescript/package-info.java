/** The types of a service, for its clients in TypeScript. */
@NullMarked
package io.skipruntime.typescript;

import org.jspecify.annotations.NullMarked;
