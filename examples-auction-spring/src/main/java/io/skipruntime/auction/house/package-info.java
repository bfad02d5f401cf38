/** Users, access and writes of the auction, which both of its applications have. */
@NullMarked
package io.skipruntime.auction.house;

import org.jspecify.annotations.NullMarked;
