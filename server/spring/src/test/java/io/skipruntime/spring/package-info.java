@NullMarked
package io.skipruntime.spring;

import org.jspecify.annotations.NullMarked;
