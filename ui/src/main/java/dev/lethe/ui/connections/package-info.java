/** Which connections are kept and how fast they must go, at the servlet container. What comes through them is the web's. */
@NullMarked
package dev.lethe.ui.connections;

import org.jspecify.annotations.NullMarked;
