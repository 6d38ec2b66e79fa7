/** Of what the events and commands of accounts are made: ids and values. Stored with them: add freely; never rename or remove what they hold. */
@NullMarked
package dev.lethe.command.accounts.model;

import org.jspecify.annotations.NullMarked;
