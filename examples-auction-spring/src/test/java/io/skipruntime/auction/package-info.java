/** Tests of both auctions: the same ones for that with Skip and that by hand. */
@NullMarked
package io.skipruntime.auction;

import org.jspecify.annotations.NullMarked;
