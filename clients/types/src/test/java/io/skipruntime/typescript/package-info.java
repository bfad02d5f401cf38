/** Tests of the TypeScript types. */
@NullMarked
package io.skipruntime.typescript;

import org.jspecify.annotations.NullMarked;
