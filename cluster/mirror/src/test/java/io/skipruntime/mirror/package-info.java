@NullMarked
package io.skipruntime.mirror;

import org.jspecify.annotations.NullMarked;
