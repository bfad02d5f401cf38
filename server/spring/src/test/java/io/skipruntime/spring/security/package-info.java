@NullMarked
package io.skipruntime.spring.security;

import org.jspecify.annotations.NullMarked;
