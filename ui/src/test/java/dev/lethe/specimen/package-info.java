/** A feature that the product does not have, as its next one will be made: nothing of the main code names it. */
@NullMarked
package dev.lethe.specimen;

import org.jspecify.annotations.NullMarked;
