/** What is remembered of submissions, and how it is read. */
@NullMarked
package dev.lethe.query.submissions;

import org.jspecify.annotations.NullMarked;
