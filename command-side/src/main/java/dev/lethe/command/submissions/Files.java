package dev.lethe.command.submissions;

import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.command.submissions.model.UploadedFile;
import dev.lethe.shredding.DestroyedKey;
import dev.lethe.shredding.FilePlace;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.Unsealing;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The files of submissions, each sealed under the key of the answers that name it, for its place in the submission: the field
 * whose answer it is. A file moved to another submission or field does not open.
 */
@Component
public class Files {

    /** How long a file waits for the event that names it, before {@link StrayFiles} asks whether there is one. */
    static final Duration WAITS = Duration.ofDays(1);

    /** Within this time after a file was stored, the event that names it is sent, or never. */
    static final Duration SENT_WITHIN = Duration.ofHours(1);

    private static final int BATCH = 1_000;

    private final Unsealing unsealing;
    private final JdbcClient database;
    private final Chunks chunks;
    private final Clock clock;

    Files(Unsealing unsealing, DataSource database, Clock clock) {
        this.unsealing = unsealing;
        this.database = JdbcClient.create(database);
        this.chunks = new Chunks(this.database, "file_chunk");
        this.clock = clock;
    }

    private static FilePlace place(SubmissionId submission, FieldId field) {
        return UploadedFile.CONTENT.part(field.number()).in(submission);
    }

    /**
     * Seals a file under a key of its submission, in constant memory. Returns when it is durable.
     *
     * @param owner the position of the key among {@code keys}
     * @throws IOException when reading fails; what was stored is no file then
     */
    void store(SubmissionId submission, FieldId field, RecordKeys keys, int owner, UploadedFile file, InputStream plain)
            throws IOException {
        UUID keyId = keys.keyId(owner);
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        database.sql("INSERT INTO file (key_id, id, submission, stored_at, expires_at) VALUES (?, ?, ?, ?, ?)")
                .params(keyId, file.id(), submission.value(), now, now.plus(WAITS))
                .update();
        keys.sealFile(owner, place(submission, field), plain, chunks.writing(keyId, file.id()));
    }

    /**
     * Opens a file, in constant memory. What comes after its first 64 KiB is checked while it is read, see {@link
     * Unsealing#openFile}: pass a failure on visibly.
     *
     * @param keyId of the answers that name the file
     * @throws dev.lethe.shredding.CannotBeOpenedException when it should open and does not, or is not there
     */
    public Opened<InputStream> open(SubmissionId submission, FieldId field, UUID keyId, UploadedFile file)
            throws IOException {
        return unsealing.openFile(place(submission, field), chunks.reading(keyId, file.id()));
    }

    /** Notes that an event names these keys: from now on their files go with them and in no other way. */
    void named(Collection<UUID> keyIds) {
        database.sql("UPDATE file SET expires_at = NULL WHERE key_id = ANY (CAST(? AS uuid[]))")
                .param(Uploads.array(keyIds))
                .update();
    }

    /**
     * Drops what was stored under these keys, which no event will ever name. The rows stay until {@link StrayFiles} has seen
     * to the keys: a backup may hold what was dropped.
     */
    void discard(Collection<UUID> keyIds) {
        database.sql("DELETE FROM file_chunk WHERE key_id = ANY (CAST(? AS uuid[]))")
                .param(Uploads.array(keyIds))
                .update();
    }

    /**
     * Deletes the files of destroyed keys, in batches that are committed one by one. Housekeeping: they were noise before it.
     *
     * @param destroyed tells the keys: {@code each -> vault.destroyedBy(erasure, each)}
     * @return how many were deleted
     */
    public long tidy(Consumer<Consumer<DestroyedKey>> destroyed) {
        List<UUID> batch = new ArrayList<>();
        long[] deleted = {0};
        destroyed.accept(key -> {
            batch.add(key.keyId());
            if (batch.size() == BATCH) deleted[0] += flush(batch);
        });
        return deleted[0] + flush(batch);
    }

    private int flush(List<UUID> batch) {
        if (batch.isEmpty()) return 0;
        int deleted = database.sql("DELETE FROM file WHERE key_id = ANY (CAST(? AS uuid[]))")
                .param(Uploads.array(batch))
                .update();
        batch.clear();
        return deleted;
    }
}
