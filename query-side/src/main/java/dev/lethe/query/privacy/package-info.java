/** What is remembered of privacy, and how it is read. */
@NullMarked
package dev.lethe.query.privacy;

import org.jspecify.annotations.NullMarked;
