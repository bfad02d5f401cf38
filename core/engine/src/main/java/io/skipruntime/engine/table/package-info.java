/** Hash tables and sets for keys of collections. */
@NullMarked
package io.skipruntime.engine.table;

import org.jspecify.annotations.NullMarked;
