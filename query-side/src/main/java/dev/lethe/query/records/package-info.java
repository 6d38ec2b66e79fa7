/** What every feature that holds personal data says of its records, in one place. It names no feature. */
@NullMarked
package dev.lethe.query.records;

import org.jspecify.annotations.NullMarked;
