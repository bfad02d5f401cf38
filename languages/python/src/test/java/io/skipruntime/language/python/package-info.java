/** Tests of services in Python on the engine. */
@NullMarked
package io.skipruntime.language.python;

import org.jspecify.annotations.NullMarked;
