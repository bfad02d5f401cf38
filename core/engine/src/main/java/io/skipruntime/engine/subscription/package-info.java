/** The leases that keep resource instances open, and the news that subscribers are told. */
@NullMarked
package io.skipruntime.engine.subscription;

import org.jspecify.annotations.NullMarked;
