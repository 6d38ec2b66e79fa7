/** The application itself; everything it shows and does lives in the packages of the features. */
@NullMarked
package dev.lethe.ui;

import org.jspecify.annotations.NullMarked;
