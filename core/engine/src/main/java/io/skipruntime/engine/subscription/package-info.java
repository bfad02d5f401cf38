/** What keeps resource instances open, and what subscribers are told. */
@NullMarked
package io.skipruntime.engine.subscription;

import org.jspecify.annotations.NullMarked;
