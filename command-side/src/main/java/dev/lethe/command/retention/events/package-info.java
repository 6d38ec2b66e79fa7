/** What was deleted because its time was over. Stored forever: add freely; never rename, move or remove. */
@NullMarked
package dev.lethe.command.retention.events;

import org.jspecify.annotations.NullMarked;
