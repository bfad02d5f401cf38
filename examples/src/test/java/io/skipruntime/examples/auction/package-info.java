@NullMarked
package io.skipruntime.examples.auction;

import org.jspecify.annotations.NullMarked;
