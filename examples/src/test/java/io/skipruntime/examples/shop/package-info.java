@NullMarked
package io.skipruntime.examples.shop;

import org.jspecify.annotations.NullMarked;
