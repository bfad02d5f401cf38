@NullMarked
package io.skipruntime.spring.table;

import org.jspecify.annotations.NullMarked;
