/** What a load balancer or an operator's monitor may know: up or down, and nothing else. */
@NullMarked
package dev.lethe.ui.health;

import org.jspecify.annotations.NullMarked;
