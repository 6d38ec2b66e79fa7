package dev.lethe.command.submissions;

import dev.lethe.command.retention.ShortLived;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.command.submissions.model.SubmissionId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Files that were stored for a submission which did not come to be: it failed after its files were stored, or the process
 * died in between. No event names their keys, so neither the retention nor anybody's erasure would find them.
 *
 * <p><b>Guaranteed:</b> a file that the event store knew to be named when it was looked for is never told, whatever becomes
 * of the events later; one that no event names is told only where the store shows that it knows what happened at that time
 * and after. <b>Not guaranteed:</b> that it is told soon: where nothing happens, nothing is decided.
 */
@Component
class StrayFiles implements ShortLived {

    private static final Logger LOG = LoggerFactory.getLogger(StrayFiles.class);

    private final Received received;
    private final EventStore events;
    private final Files files;
    private final JdbcClient database;

    StrayFiles(Received received, EventStore events, Files files, DataSource database) {
        this.received = received;
        this.events = events;
        this.files = files;
        this.database = JdbcClient.create(database);
    }

    /** The files under one key. */
    private record Waiting(UUID keyId, SubmissionId submission, Instant storedAt) {}

    private enum Found {
        NAMED,
        STRAY,
        NOT_KNOWN
    }

    @Override
    public String kind() {
        return "stray-files";
    }

    /** Keys of files that waited long enough, and that no event names. Whether one does is asked of the event store itself. */
    @Override
    public List<UUID> expired(Instant now, int most) {
        List<UUID> stray = new ArrayList<>();
        // Whatever is not stray leaves those that are looked at, so that it is in nobody's way.
        for (List<Waiting> some = waiting(now, most); !some.isEmpty() && stray.isEmpty(); some = waiting(now, most)) {
            @Nullable Instant latest = latest();
            List<UUID> named = new ArrayList<>();
            List<UUID> notKnown = new ArrayList<>();
            for (Waiting one : some) {
                switch (found(one, latest)) {
                    case NAMED -> named.add(one.keyId());
                    case STRAY -> stray.add(one.keyId());
                    case NOT_KNOWN -> notKnown.add(one.keyId());
                }
            }
            files.named(named);
            askAgain(notKnown, now.plus(Files.WAITS));
        }
        return stray;
    }

    private List<Waiting> waiting(Instant now, int most) {
        return database.sql("""
                        SELECT key_id, submission, max(stored_at) AS stored_at FROM file WHERE expires_at <= ?
                        GROUP BY key_id, submission ORDER BY min(expires_at), key_id LIMIT ?
                        """)
                .params(now.atOffset(ZoneOffset.UTC), most)
                .query((row, _) -> new Waiting(
                        row.getObject("key_id", UUID.class),
                        new SubmissionId(row.getObject("submission", UUID.class)),
                        row.getObject("stored_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    private Found found(Waiting one, @Nullable Instant latest) {
        Optional<SubmissionReceived> event = received.submission(one.submission());
        // A submission is received once: where other keys were, these will never be.
        if (event.isPresent())
            return event.get().parts().stream()
                            .anyMatch(part -> part.answers().keyId().equals(one.keyId()))
                    ? Found.NAMED
                    : Found.STRAY;
        // Its event was sent within the hour, if it was. What has a later time is behind it in the store, which stores
        // in
        // order.
        if (latest == null || !latest.isAfter(one.storedAt().plus(Files.SENT_WITHIN))) return Found.NOT_KNOWN;
        if (knowsNeighbours(one)) return Found.STRAY;
        LOG.error(
                "The event store lacks submissions that it once had: whether submission {} was received cannot be told,"
                        + " and its files stay",
                one.submission());
        return Found.NOT_KNOWN;
    }

    /**
     * Whether the store still has those submissions that were known to be received right before and after this one: what
     * lost this one, a restore of older events or the wrong event store, lost them too.
     */
    private boolean knowsNeighbours(Waiting one) {
        OffsetDateTime then = one.storedAt().atOffset(ZoneOffset.UTC);
        return isKnown("stored_at <= ? ORDER BY stored_at DESC", then)
                && isKnown("stored_at > ? ORDER BY stored_at", then);
    }

    private boolean isKnown(String which, OffsetDateTime then) {
        return database.sql("SELECT submission FROM file WHERE expires_at IS NULL AND " + which + " LIMIT 1")
                .param(then)
                .query(UUID.class)
                .optional()
                .map(submission ->
                        received.submission(new SubmissionId(submission)).isPresent())
                .orElse(true);
    }

    /** When the last of all events was recorded; null when there is none. */
    private @Nullable Instant latest() {
        TrackingToken head = events.createHeadToken();
        if (head == null || head.position().isEmpty()) return null;
        long last = head.position().getAsLong();
        try (var stream = events.openStream(new GlobalSequenceTrackingToken(last - 1))) {
            if (!stream.hasNextAvailable(10, TimeUnit.SECONDS)) return null;
            TrackedEventMessage<?> event = stream.nextAvailable();
            return event.getTimestamp();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private void askAgain(Collection<UUID> keyIds, Instant at) {
        if (keyIds.isEmpty()) return;
        database.sql("UPDATE file SET expires_at = ? WHERE key_id = ANY (CAST(? AS uuid[])) AND expires_at IS NOT NULL")
                .params(at.atOffset(ZoneOffset.UTC), Uploads.array(keyIds))
                .update();
    }

    /** Deletes all that is left of the files under these keys. */
    @Override
    public void forget(Collection<UUID> keyIds) {
        if (keyIds.isEmpty()) return;
        database.sql("DELETE FROM file WHERE key_id = ANY (CAST(? AS uuid[])) AND expires_at IS NOT NULL")
                .param(Uploads.array(keyIds))
                .update();
    }
}
