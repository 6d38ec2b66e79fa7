package dev.lethe.ui.web;

import dev.lethe.query.projections.ReadModels;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/** Sends staff on to the page that shows what they did. */
@Component
public class Pages {

    private final ReadModels readModels;

    Pages(ReadModels readModels) {
        this.readModels = readModels;
    }

    /**
     * Redirects once the read models have caught up with all that was durable when this was called; when that takes too
     * long, redirects all the same, and the page says that the change is on its way.
     *
     * @param path an address of our own, without anything personal; it may have a query and a fragment
     * @return the name of the view, for a controller to return
     */
    public String after(String path) {
        if (readModels.awaitCurrent()) return "redirect:" + path;
        return "redirect:"
                + UriComponentsBuilder.fromUriString(path).queryParam("late").build();
    }
}
