/** The vault's own database: its connection, its migrations and its locks. For this library only, and of what it holds no row is believed here. */
@NullMarked
package dev.lethe.shredding.database;

import org.jspecify.annotations.NullMarked;
