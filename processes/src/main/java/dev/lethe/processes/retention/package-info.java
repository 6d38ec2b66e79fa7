/** Lets what has had its time go: by itself each day, and when somebody asks for it. It knows no page. */
@NullMarked
package dev.lethe.processes.retention;

import org.jspecify.annotations.NullMarked;
