/** Stores events durably and in commit order on PostgreSQL. */
@NullMarked
package dev.lethe.command.eventstore;

import org.jspecify.annotations.NullMarked;
