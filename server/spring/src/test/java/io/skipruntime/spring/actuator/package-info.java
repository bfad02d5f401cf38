@NullMarked
package io.skipruntime.spring.actuator;

import org.jspecify.annotations.NullMarked;
