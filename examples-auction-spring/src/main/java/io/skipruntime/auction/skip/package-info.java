/** The auction with a service of Skip. */
@NullMarked
package io.skipruntime.auction.skip;

import org.jspecify.annotations.NullMarked;
