/**
 * The key tree, and how it is punctured. For this library only: a tree that is in memory holds the seeds of everybody who lives,
 * and only {@code root} makes one that is kept.
 */
@NullMarked
package dev.lethe.shredding.tree;

import org.jspecify.annotations.NullMarked;
