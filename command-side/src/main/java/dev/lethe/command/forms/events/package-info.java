/** What has happened to forms. Stored forever: add freely; never rename, move or remove. */
@NullMarked
package dev.lethe.command.forms.events;

import org.jspecify.annotations.NullMarked;
