/** What the checks look at: the files of the project, its modules and its Java sources. */
@NullMarked
package io.skipruntime.style.project;

import org.jspecify.annotations.NullMarked;
