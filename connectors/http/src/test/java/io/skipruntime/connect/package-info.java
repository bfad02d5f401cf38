@NullMarked
package io.skipruntime.connect;

import org.jspecify.annotations.NullMarked;
