/** A believable council to try Lethe with. Everybody in it is made up: addresses end in example.org, numbers are those kept for drama. */
@NullMarked
package dev.lethe.ui.demo;

import org.jspecify.annotations.NullMarked;
