/** What is remembered of forms, and how it is read. */
@NullMarked
package dev.lethe.query.forms;

import org.jspecify.annotations.NullMarked;
