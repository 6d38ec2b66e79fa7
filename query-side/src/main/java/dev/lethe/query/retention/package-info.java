/** What is due to be deleted, and what is remembered of its deletion. */
@NullMarked
package dev.lethe.query.retention;

import org.jspecify.annotations.NullMarked;
