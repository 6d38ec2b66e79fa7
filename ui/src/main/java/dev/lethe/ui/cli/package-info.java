/** The commands of {@code ./lethe}: they read arguments, start what is needed, and print. They decide nothing. */
@NullMarked
package dev.lethe.ui.cli;

import org.jspecify.annotations.NullMarked;
