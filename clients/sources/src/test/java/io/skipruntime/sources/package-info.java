@NullMarked
package io.skipruntime.sources;

import org.jspecify.annotations.NullMarked;
