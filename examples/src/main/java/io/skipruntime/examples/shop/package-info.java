/** A shop with products, orders and customers: what docs/services.md explains services on. */
@NullMarked
package io.skipruntime.examples.shop;

import org.jspecify.annotations.NullMarked;
