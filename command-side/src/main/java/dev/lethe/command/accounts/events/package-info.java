/** What has happened to accounts. Stored forever: add freely; never rename, move or remove. */
@NullMarked
package dev.lethe.command.accounts.events;

import org.jspecify.annotations.NullMarked;
