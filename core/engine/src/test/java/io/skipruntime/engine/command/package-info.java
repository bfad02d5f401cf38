@NullMarked
package io.skipruntime.engine.command;

import org.jspecify.annotations.NullMarked;
