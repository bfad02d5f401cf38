@NullMarked
package io.skipruntime.kafka.registry;

import org.jspecify.annotations.NullMarked;
