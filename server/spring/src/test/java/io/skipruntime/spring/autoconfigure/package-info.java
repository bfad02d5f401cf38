@NullMarked
package io.skipruntime.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
