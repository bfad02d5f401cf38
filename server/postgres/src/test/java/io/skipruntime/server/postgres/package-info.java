@NullMarked
package io.skipruntime.server.postgres;

import org.jspecify.annotations.NullMarked;
