/** Of what the events and commands of erasure are made: ids and values. Stored with them: add freely; never rename or remove what they hold. */
@NullMarked
package dev.lethe.command.privacy.model;

import org.jspecify.annotations.NullMarked;
