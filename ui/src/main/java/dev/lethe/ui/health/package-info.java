/** What runs and what stands still: for administrators on a page, for a monitor as up or down. It depends on no other feature. */
@NullMarked
package dev.lethe.ui.health;

import org.jspecify.annotations.NullMarked;
