/** Tests of topics as collections, with a real broker. */
@NullMarked
package io.skipruntime.kafka;

import org.jspecify.annotations.NullMarked;
