/** What the events of single aggregates say, for all features that decide by it. It knows none of them, and writes nothing. */
@NullMarked
package dev.lethe.command.histories;

import org.jspecify.annotations.NullMarked;
