@NullMarked
package io.skipruntime.engine.shard;

import org.jspecify.annotations.NullMarked;
