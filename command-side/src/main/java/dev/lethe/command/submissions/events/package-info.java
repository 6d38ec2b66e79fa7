/** What has happened to submissions. Stored forever: add freely; never rename, move or remove. */
@NullMarked
package dev.lethe.command.submissions.events;

import org.jspecify.annotations.NullMarked;
