/** Of what the events and commands of submissions are made: ids and values. Stored with them: add freely; never rename or remove what they hold. */
@NullMarked
package dev.lethe.command.submissions.model;

import org.jspecify.annotations.NullMarked;
