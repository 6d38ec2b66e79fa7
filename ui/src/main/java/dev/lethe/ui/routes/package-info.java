/** Which addresses there are, who may go there, and what leads there: each feature says it of its own. No page lives here. */
@NullMarked
package dev.lethe.ui.routes;

import org.jspecify.annotations.NullMarked;
