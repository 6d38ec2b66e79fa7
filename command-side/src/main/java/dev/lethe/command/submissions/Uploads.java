package dev.lethe.command.submissions;

import dev.lethe.command.RareLog;
import dev.lethe.command.forms.FormProblems;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FileKind;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.retention.ShortLived;
import dev.lethe.command.submissions.model.UploadedFile;
import dev.lethe.shredding.FileLabel;
import dev.lethe.shredding.FilePlace;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Opened.Erased;
import dev.lethe.shredding.Opened.Known;
import dev.lethe.shredding.Opened.Restricted;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.RecordId;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.Sealing;
import dev.lethe.shredding.SpoolFile;
import dev.lethe.shredding.Unsealing;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Files that visitors attached to a form which is not sent yet.
 *
 * <p><b>Guaranteed:</b> a file is sealed while it streams in, and stored under a key of its own that nobody is named by; what is
 * in memory of it at once is bounded whatever its size, and none of it is ever in a file in the clear; what it is was told by
 * its content. One that is refused, or breaks off, was in no database and leaves no key: until it is taken it waits in a {@link
 * SpoolFile}. <b>Not guaranteed:</b> that it does no harm to whoever opens it.
 */
@Component
public class Uploads implements ShortLived {

    /** How long a file waits for its form to be sent: as long as the page it was attached to. */
    public static final Duration KEPT = SubmissionIntake.OPEN_FOR.plus(Duration.ofHours(1));

    private static final FileLabel LABEL = FileLabel.of("submission.upload");
    private static final RareLog LOG = new RareLog(LoggerFactory.getLogger(Uploads.class));
    private static final long MEGABYTE = 1024L * 1024;
    private static final int BUFFER = 64 * 1024;

    private final SubmitKey key;
    private final Sealing sealing;
    private final Unsealing unsealing;
    private final JdbcClient database;
    private final Chunks chunks;
    private final Clock clock;
    private final long mostWaiting;
    private final long mostFiles;
    private final long mostArriving;
    private final Path directory;
    /** What all files have that are on their way in, in bytes. */
    private final AtomicLong arriving = new AtomicLong();

    /**
     * @param mostWaiting what all files together may have, in MiB, that wait for their form to be sent
     * @param mostFiles how many files may wait so at once
     * @param mostArriving what all files together may have, in MiB, that are on their way in and may yet be refused
     * @param directory where these are until then
     */
    Uploads(
            SubmitKey key,
            Sealing sealing,
            Unsealing unsealing,
            DataSource database,
            Clock clock,
            @Value("${lethe.forms.megabytes-of-waiting-files:20000}") long mostWaiting,
            @Value("${lethe.forms.most-waiting-files:100000}") long mostFiles,
            @Value("${lethe.forms.megabytes-of-arriving-files:1000}") long mostArriving,
            @Value("${lethe.forms.directory-of-arriving-files:${lethe.data.directories[0]:${java.io.tmpdir}}}")
                    Path directory) {
        this.mostWaiting = mostWaiting * MEGABYTE;
        this.mostFiles = mostFiles;
        this.mostArriving = mostArriving * MEGABYTE;
        this.directory = directory;
        this.key = key;
        this.sealing = sealing;
        this.unsealing = unsealing;
        this.database = JdbcClient.create(database);
        this.chunks = new Chunks(this.database, "upload_chunk");
        this.clock = clock;
    }

    private record UploadId(UUID value) implements RecordId {}

    private static FilePlace place(UUID upload) {
        return LABEL.in(new UploadId(upload));
    }

    /**
     * Takes in a file.
     *
     * @param name as the visitor's computer sent it
     * @param content read to its end, unless the file is refused or reading fails
     * @throws IOException when reading fails; nothing is stored then
     */
    public Upload receive(Field field, String name, InputStream content) throws IOException {
        String clean = FileNames.clean(name);
        byte[] head = content.readNBytes(FileType.HEAD);
        long most = megabytes(field) * MEGABYTE;
        Watched whole = new Watched(
                new SequenceInputStream(new ByteArrayInputStream(head), content), most, FileType.isContainer(head));
        try {
            if (isFull(0)) return new Upload.Refused(Problem.fileNotStored());
            FileType.checkHead(head, clean);
            try (SpoolFile spool = spool()) {
                spool(whole, spool);
                return stored(field, clean, head, whole, spool);
            }
        } catch (FileType.Refused refused) {
            return new Upload.Refused(Problem.of(refused.problem()));
        } catch (TooLarge e) {
            return new Upload.Refused(Problem.of("file.too-large", megabytes(field)));
        } catch (RuntimeException e) {
            // The rest of the page must not be lost because of it.
            LOG.error("A file could not be stored", e);
            return new Upload.Refused(Problem.of("file.not-stored"));
        } finally {
            arriving.addAndGet(-whole.reserved);
            Arrays.fill(head, (byte) 0);
            whole.clear();
        }
    }

    private SpoolFile spool() {
        try {
            return SpoolFile.in(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a file to its end.
     *
     * @throws IOException when reading fails; a disk that fails is no failure of the connection's
     * @throws FileType.Refused when too much is on its way in
     */
    private void spool(Watched content, SpoolFile spool) throws IOException, FileType.Refused {
        byte[] buffer = new byte[BUFFER];
        try {
            OutputStream sealing = unchecked(spool::writing);
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                if (arriving.addAndGet(read) > mostArriving) {
                    arriving.addAndGet(-read);
                    LOG.error("Files on their way in take all the room that they may have: no more are taken");
                    throw new FileType.Refused("file.not-stored");
                }
                content.reserved += read;
                int some = read;
                unchecked(() -> {
                    sealing.write(buffer, 0, some);
                    return sealing;
                });
            }
            // Not in a finally: this marks the end, and a file that broke off has none.
            unchecked(() -> {
                sealing.close();
                return sealing;
            });
        } finally {
            Arrays.fill(buffer, (byte) 0);
        }
    }

    /** Something on our own disk. */
    private interface OnDisk<T> {
        T done() throws IOException;
    }

    private static <T> T unchecked(OnDisk<T> work) {
        try {
            return work.done();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes a file that came to its end, if it is one that the field takes: nothing of it was in the database before. */
    private Upload stored(Field field, String name, byte[] head, Watched content, SpoolFile spool)
            throws FileType.Refused {
        FileType type = FileType.of(head, content.tail(), name);
        List<FileKind> kinds = field.limits().fileKinds();
        if (!kinds.isEmpty() && !kinds.contains(type.kind)) throw new FileType.Refused("file.type");
        if (isFull(content.count)) return new Upload.Refused(Problem.fileNotStored());
        UUID id = UUID.randomUUID();
        boolean taken = false;
        try (RecordKeys keys = sealing.newKeys(List.of(new Owner.Anonymous(Lane.MINUTES)))) {
            UUID keyId = keys.keyId(0);
            database.sql("INSERT INTO upload (id, key_id, expires_at, size) VALUES (?, ?, ?, ?)")
                    .params(id, keyId, clock.instant().plus(KEPT).atOffset(ZoneOffset.UTC), content.count)
                    .update();
            unchecked(() -> keys.sealFile(0, place(id), spool.reading(), chunks.writing(keyId, id)));
            taken = true;
            return new Upload.Stored(new UploadedFile(id, type.named(name), type.mediaType, content.count));
        } finally {
            if (!taken) discard(List.of(id));
        }
    }

    private record Waiting(long bytes, long files) {}

    /** Whether no more can wait. What is on its way in is not counted yet. */
    private boolean isFull(long more) {
        Waiting waiting = database.sql("SELECT coalesce(sum(size), 0)::bigint AS bytes,"
                        + " count(*) FILTER (WHERE expires_at > ?) AS files FROM upload")
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .query(Waiting.class)
                .single();
        boolean full = waiting.files() >= mostFiles
                || (more == 0 ? waiting.bytes() >= mostWaiting : waiting.bytes() + more > mostWaiting);
        if (full)
            LOG.error(
                    "Files that wait for their forms to be sent take all the room that they may have, or are as many as may"
                            + " be: no more are taken");
        return full;
    }

    /** The largest file that a field takes, in MiB. */
    public static int megabytes(Field field) {
        Integer most = field.limits().fileMegabytes();
        return most == null ? FormProblems.FILE_MEGABYTES_MAX : Math.min(most, FormProblems.FILE_MEGABYTES_MAX);
    }

    /** The extensions of the files that a field takes, with their dots. */
    public static List<String> extensions(Field field) {
        List<FileKind> kinds = field.limits().fileKinds();
        return Stream.of(FileType.values())
                .filter(type -> kinds.isEmpty() || kinds.contains(type.kind))
                .flatMap(type -> type.extensions.stream())
                .distinct()
                .map(extension -> "." + extension)
                .toList();
    }

    /** What a page is to carry for a file that was stored, in a hidden input with the field's name. */
    public String token(FormVersion form, FieldId field, UploadedFile file) {
        return tokens().text(new UploadToken(form, field, file));
    }

    /** The file that a page carried; empty when it did not get it here, for this field of this version. */
    public Optional<UploadedFile> file(FormVersion form, FieldId field, String token) {
        return tokens().verified(token)
                .filter(one -> one.form().equals(form) && one.field().equals(field))
                .map(UploadToken::file);
    }

    private UploadTokens tokens() {
        return new UploadTokens(key.tokens());
    }

    /** Drops what is stored of these. Their keys are destroyed with the next that {@link #expired} tells. */
    public void discard(Collection<UUID> uploads) {
        if (uploads.isEmpty()) return;
        String ids = array(uploads);
        database.sql("UPDATE upload SET size = 0, expires_at = least(expires_at, ?) WHERE id = ANY (CAST(? AS uuid[]))")
                .params(clock.instant().atOffset(ZoneOffset.UTC), ids)
                .update();
        database.sql(
                        "DELETE FROM upload_chunk WHERE key_id IN (SELECT key_id FROM upload WHERE id = ANY (CAST(? AS uuid[])))")
                .param(ids)
                .update();
    }

    /** Keeps these until then, if that is later than they would be kept. */
    void keep(Collection<UUID> uploads, Instant until) {
        if (uploads.isEmpty()) return;
        database.sql("UPDATE upload SET expires_at = greatest(expires_at, ?) WHERE id = ANY (CAST(? AS uuid[]))")
                .params(until.atOffset(ZoneOffset.UTC), array(uploads))
                .update();
    }

    /**
     * What a file holds. As {@link Unsealing#openFile} says, only an end that was read is its end.
     *
     * @return empty when it is not there any more
     */
    Optional<InputStream> content(UUID upload) throws IOException {
        UUID keyId = key(upload).orElse(null);
        if (keyId == null) return Optional.empty();
        Opened<InputStream> opened = unsealing.openFile(place(upload), chunks.reading(keyId, upload));
        return switch (opened) {
            case Known<InputStream>(InputStream plain) -> Optional.of(plain);
            case Erased<InputStream> _, Restricted<InputStream> _ -> Optional.empty();
        };
    }

    /** Whether it still waits: it was not sent or removed, and its time is not over. */
    boolean isThere(UUID upload) {
        return key(upload).isPresent();
    }

    private Optional<UUID> key(UUID upload) {
        return database.sql("SELECT key_id FROM upload WHERE id = ? AND expires_at > ?")
                .params(upload, clock.instant().atOffset(ZoneOffset.UTC))
                .query(UUID.class)
                .optional()
                .filter(keyId -> chunks.exists(keyId, upload));
    }

    @Override
    public String kind() {
        return "uploads";
    }

    /**
     * Keys whose files have waited long enough, were sent, or were removed: to be destroyed, and then to be {@link #forget
     * forgotten}.
     */
    @Override
    public List<UUID> expired(Instant at, int most) {
        return database.sql("SELECT key_id FROM upload WHERE expires_at <= ? ORDER BY expires_at, id LIMIT ?")
                .params(at.atOffset(ZoneOffset.UTC), most)
                .query((row, _) -> row.getObject("key_id", UUID.class))
                .list();
    }

    /** Deletes all that is left of the files under these keys. */
    @Override
    public void forget(Collection<UUID> keyIds) {
        if (keyIds.isEmpty()) return;
        database.sql("DELETE FROM upload WHERE key_id = ANY (CAST(? AS uuid[]))")
                .param(array(keyIds))
                .update();
    }

    /** As PostgreSQL writes an array. */
    static String array(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
    }

    /** A file that is larger than its field takes. No stack: it is an outcome. */
    private static final class TooLarge extends IOException {
        TooLarge() {
            super("Larger than the field takes");
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** A file on its way in: it is counted, and its end is remembered. */
    private static final class Watched extends FilterInputStream {

        private final long most;
        private final byte @Nullable [] last;
        private long count;
        private long reserved;

        Watched(InputStream in, long most, boolean remember) {
            super(in);
            this.most = most;
            this.last = remember ? new byte[FileType.TAIL] : null;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int read = in.read(bytes, from, length);
            if (read <= 0) return read;
            if (last != null) {
                // Only what can still be among the last bytes has to be copied, round and round.
                int skip = Math.max(0, read - last.length);
                for (int i = skip; i < read; ) {
                    int at = (int) ((count + i) % last.length);
                    int some = Math.min(read - i, last.length - at);
                    System.arraycopy(bytes, from + i, last, at, some);
                    i += some;
                }
            }
            count += read;
            if (count > most) throw new TooLarge();
            return read;
        }

        /** The end of what was read; nothing when it was not to be remembered. */
        byte[] tail() {
            if (last == null) return new byte[0];
            int length = (int) Math.min(count, last.length);
            byte[] tail = new byte[length];
            int first = (int) ((count - length) % last.length);
            int some = Math.min(length, last.length - first);
            System.arraycopy(last, first, tail, 0, some);
            System.arraycopy(last, 0, tail, some, length - some);
            return tail;
        }

        void clear() {
            if (last != null) Arrays.fill(last, (byte) 0);
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
