/** What all features of the command side share. */
@NullMarked
package dev.lethe.command;

import org.jspecify.annotations.NullMarked;
