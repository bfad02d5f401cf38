/** A journal in memory, and services that are recorded in it. */
@NullMarked
package io.skipruntime.engine.journal;

import org.jspecify.annotations.NullMarked;
