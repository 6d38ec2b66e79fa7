package dev.lethe.command.privacy;

import dev.lethe.shredding.EventHistory;
import dev.lethe.shredding.OrphanSearch;
import dev.lethe.shredding.OrphanShredding;
import org.springframework.stereotype.Component;

/**
 * Looks for what came with records that never arrived, and destroys it: a crash between key and event, or a second click,
 * must not keep a stranger's address for ever.
 */
@Component
public class OrphanSearches {

    /** What goes by itself at most. More at once are no crash's doing: events may be missing. */
    public static final int MOST = 50;

    private final OrphanShredding vault;
    private final EventHistory events;

    OrphanSearches(OrphanShredding vault, EventHistory events) {
        this.vault = vault;
        this.events = events;
    }

    /** How many there are, and whether something stands in their way. */
    public OrphanSearch preview() {
        return vault.orphans(events);
    }

    /** Destroys so many at most: more only on an operator's word. */
    public OrphanSearch destroy(int most) {
        return vault.destroyOrphans(events, most);
    }
}
