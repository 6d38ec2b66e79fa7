/** Everything an embedded Lethe keeps on this machine: its data directory, and a durable PostgreSQL in it. Knows nothing of what is stored. */
@NullMarked
package dev.lethe.ui.embedded;

import org.jspecify.annotations.NullMarked;
