/** Resource instances. */
@NullMarked
package io.skipruntime.engine.instance;

import org.jspecify.annotations.NullMarked;
