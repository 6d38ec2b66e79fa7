/** Runs projections: live in batches, and rebuilt beside the live read model. */
@NullMarked
package dev.lethe.query.projections;

import org.jspecify.annotations.NullMarked;
