/** Lets what has had its time go: by itself each day, at the command line, and on the officers' page. */
@NullMarked
package dev.lethe.ui.retention;

import org.jspecify.annotations.NullMarked;
