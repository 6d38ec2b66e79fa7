/** Of what the events about looks are made. Stored with them: add freely; never rename or remove what they hold. */
@NullMarked
package dev.lethe.command.audit.model;

import org.jspecify.annotations.NullMarked;
