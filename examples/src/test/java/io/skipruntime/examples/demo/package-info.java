@NullMarked
package io.skipruntime.examples.demo;

import org.jspecify.annotations.NullMarked;
