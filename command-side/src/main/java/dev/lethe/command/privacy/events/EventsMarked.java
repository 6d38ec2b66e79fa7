package dev.lethe.command.privacy.events;

import dev.lethe.shredding.Mark;
import java.util.Base64;
import java.util.UUID;
import org.axonframework.serialization.Revision;

/**
 * What tells that an Axon Server's events were restored from a backup: the last of these bears the mark that the root state of
 * the vault knows. Where the events lie in our own PostgreSQL the mark is a row.
 *
 * @param mac in base64
 */
@Revision("1")
public record EventsMarked(UUID mark, int epoch, String mac) {

    public static EventsMarked of(Mark mark) {
        return new EventsMarked(mark.mark(), mark.epoch(), Base64.getEncoder().encodeToString(mark.mac()));
    }

    public Mark toMark() {
        return new Mark(mark, epoch, Base64.getDecoder().decode(mac));
    }
}
