/** What is remembered of audit, and how it is read. */
@NullMarked
package dev.lethe.query.audit;

import org.jspecify.annotations.NullMarked;
