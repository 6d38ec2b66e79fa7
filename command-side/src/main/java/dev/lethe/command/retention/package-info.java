/** Deletes what has had its time. */
@NullMarked
package dev.lethe.command.retention;

import org.jspecify.annotations.NullMarked;
