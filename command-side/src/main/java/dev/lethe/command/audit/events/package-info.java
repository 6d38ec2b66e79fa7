/** Looks taken at personal data. Stored forever: add freely; never rename, move or remove. */
@NullMarked
package dev.lethe.command.audit.events;

import org.jspecify.annotations.NullMarked;
