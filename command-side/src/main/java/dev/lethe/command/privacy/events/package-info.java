/** What has been erased. Stored forever: add freely; never rename, move or remove. */
@NullMarked
package dev.lethe.command.privacy.events;

import org.jspecify.annotations.NullMarked;
