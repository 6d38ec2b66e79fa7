package dev.lethe.command.retention.events;

import dev.lethe.command.retention.model.KindCount;
import java.time.Instant;
import java.util.List;
import org.axonframework.serialization.Revision;

/**
 * Things that live for minutes had their time, and their keys are destroyed.
 *
 * @param destroyed how many, by kind; kinds of which there were none are left out
 */
@Revision("1")
public record ShortLivedExpired(List<KindCount> destroyed, Instant at) {
    public ShortLivedExpired {
        destroyed = List.copyOf(destroyed);
    }
}
