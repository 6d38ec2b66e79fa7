/**
 * The root state: what is in no backup, its file, its mirrors, and what is believed under its book key. For this library only:
 * {@code ledger} writes an entry before {@code RootStore} punctures a place, and {@code vault} asks the ledger before it opens one.
 */
@NullMarked
package dev.lethe.shredding.root;

import org.jspecify.annotations.NullMarked;
