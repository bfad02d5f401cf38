/** The transactional heap: immutable versions of the contents of collections. */
@NullMarked
package io.skipruntime.engine.heap;

import org.jspecify.annotations.NullMarked;
