/** Forms as editors change and publish them. */
@NullMarked
package dev.lethe.command.forms;

import org.jspecify.annotations.NullMarked;
