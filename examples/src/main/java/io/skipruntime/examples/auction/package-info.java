/** The smallest service that is of use: the highest bid for each item. */
@NullMarked
package io.skipruntime.examples.auction;

import org.jspecify.annotations.NullMarked;
