@NullMarked
package io.skipruntime.spring.transaction;

import org.jspecify.annotations.NullMarked;
