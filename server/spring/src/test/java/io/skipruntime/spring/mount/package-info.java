@NullMarked
package io.skipruntime.spring.mount;

import org.jspecify.annotations.NullMarked;
