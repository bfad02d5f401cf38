/** What the checks look at: the project's files, modules, Java sources and compiled classes. */
@NullMarked
package io.skipruntime.tidy.project;

import org.jspecify.annotations.NullMarked;
