/**
 * What was ordered, what must stay and what was destroyed, in tables, in a file and in copies of it, and the marks by which a restore
 * is told. For this library only: an entry destroys what it names, so only what {@code vault} has checked against holds and orders
 * is recorded.
 */
@NullMarked
package dev.lethe.shredding.ledger;

import org.jspecify.annotations.NullMarked;
