/** Of what the events and commands of retention are made: ids and values. Stored with them: add freely; never rename or remove what they hold. */
@NullMarked
package dev.lethe.command.retention.model;

import org.jspecify.annotations.NullMarked;
