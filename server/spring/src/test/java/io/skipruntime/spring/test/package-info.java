@NullMarked
package io.skipruntime.spring.test;

import org.jspecify.annotations.NullMarked;
