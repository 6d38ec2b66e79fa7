/** What all pages share: sending commands, waiting for the read model, the layout, errors. */
@NullMarked
package dev.lethe.ui.web;

import org.jspecify.annotations.NullMarked;
