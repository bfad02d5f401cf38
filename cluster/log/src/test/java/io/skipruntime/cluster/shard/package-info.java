@NullMarked
package io.skipruntime.cluster.shard;

import org.jspecify.annotations.NullMarked;
