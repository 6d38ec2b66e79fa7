package dev.lethe.command.submissions;

import dev.lethe.command.RareLog;
import dev.lethe.command.forms.FormProblems;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.retention.ShortLived;
import dev.lethe.command.submissions.SavedAnswers.Saving.Full;
import dev.lethe.command.submissions.SavedAnswers.Saving.Kept;
import dev.lethe.command.submissions.SavedAnswers.Saving.Newer;
import dev.lethe.command.submissions.SavedAnswers.Saving.NotOurs;
import dev.lethe.command.submissions.SavedAnswers.Saving.Sent;
import dev.lethe.command.submissions.SavedAnswers.Saving.TooMuch;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.command.submissions.model.UploadedFile;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.Label;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened.Erased;
import dev.lethe.shredding.Opened.Known;
import dev.lethe.shredding.Opened.Restricted;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.Sealed;
import dev.lethe.shredding.Sealing;
import dev.lethe.shredding.Unsealing;
import dev.lethe.shredding.VaultException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Answers that are not sent: those that a visitor saved to come back to, and those of a visit on its way from one page to
 * the next.
 *
 * <p><b>Guaranteed:</b> they are sealed under a key of their own that nobody is named by, one for each link and each visit,
 * and found only with its secret, of which a hash is stored, and opened only with it. They go when they expire, are sent, or are dropped: what is sealed
 * at once, the key with the next batch. A link that was shown leads to what was saved by it last, until then. <b>Not
 * guaranteed:</b> that nobody else has the link.
 */
@Component
public class SavedAnswers implements ShortLived {

    /** How long answers are kept, unless their form keeps submissions for a shorter time. */
    public static final Duration KEPT = Duration.ofDays(14);

    /** How long what was typed in a visit is kept after its last page: as long as a page can be sent. */
    public static final Duration VISIT = Uploads.KEPT;

    /** Which of the two they are. What dies within a day must not leave gaps between what lives for two weeks. */
    private enum Kind {
        SAVED(Lane.DRAFTS),
        VISIT(Lane.VISITS);

        final Lane lane;

        Kind(Lane lane) {
            this.lane = lane;
        }
    }

    /** The longest answer of one line, as an address of e-mail may be. */
    private static final int LINE = 320;
    /** What an input counts for beside its text. */
    private static final int EACH = 20;
    /** Of what travels along and is no answer. */
    private static final int BESIDE = 20_000;

    private static final int REMEMBERED = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(SavedAnswers.class);
    private static final RareLog RARE_LOG = new RareLog(LOG);

    private final SubmitKey key;
    private final Sealing sealing;
    private final Unsealing unsealing;
    private final Uploads uploads;
    private final Received received;
    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private final Map<Kind, Long> most;
    private final SecureRandom random = new SecureRandom();

    /** Secrets of what was dropped lately: a page may have sent what was typed a moment before. */
    private final Set<String> dropped = Collections.newSetFromMap(Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    }));

    /**
     * Each that is kept is a seed in the root state, at the worst (ADR 0049).
     *
     * @param most how many are kept at once that visitors saved
     * @param mostVisits how many are kept at once of visits on their way
     */
    SavedAnswers(
            SubmitKey key,
            Sealing sealing,
            Unsealing unsealing,
            Uploads uploads,
            Received received,
            DataSource database,
            PlatformTransactionManager transactions,
            Clock clock,
            @Value("${lethe.forms.most-saved-answers:100000}") long most,
            @Value("${lethe.forms.most-visits:100000}") long mostVisits) {
        this.key = key;
        this.sealing = sealing;
        this.unsealing = unsealing;
        this.uploads = uploads;
        this.received = received;
        this.database = JdbcClient.create(database);
        this.transactions = new TransactionTemplate(transactions);
        this.clock = clock;
        this.most = Map.of(Kind.SAVED, most, Kind.VISIT, mostVisits);
    }

    /**
     * What is sealed. Its text form does not show it.
     *
     * @param form the version that is being answered
     * @param submission what it is to become
     * @param at where the visitor was
     * @param typed what was typed, by the names of the inputs
     */
    record Content(FormVersion form, SubmissionId submission, String at, Map<String, List<String>> typed) {

        static final Label<Content> CONTENT = Label.of("submission.saved/2", Content.class);

        Content {
            typed = new LinkedHashMap<>(typed);
        }

        @Override
        public String toString() {
            return "Content[…]";
        }
    }

    /**
     * What binds a row to its key and its submission, for whoever has no secret to open the rest with: sealed under that key, for
     * that submission.
     *
     * @param row the row's id, in hex
     */
    record Bound(String row) {

        static final Label<Bound> BOUND = Label.of("submission.saved-for", Bound.class);
    }

    /** What became of answers that were to be saved. */
    public sealed interface Saving {

        /**
         * They are kept.
         *
         * @param secret for the address of the page that opens them
         * @param until when they can be opened
         */
        record Kept(String secret, Instant until) implements Saving {
            @Override
            public String toString() {
                return "Kept[" + until + "]";
            }
        }

        /** The page was sent and received meanwhile; nothing is kept. */
        record Sent() implements Saving {}

        /** It is more than the form could ever take; nothing is kept. */
        record TooMuch() implements Saving {}

        /** As much is kept already as can be at once, or the vault takes nothing new now; this is not. */
        record Full() implements Saving {}

        /** What is kept of the visit is newer than this, which is not. */
        record Newer() implements Saving {}

        /** The token was not made here for this version; nothing is kept. */
        record NotOurs() implements Saving {}
    }

    /**
     * Saved answers, opened to be gone on with. Their text form does not show them.
     *
     * @param token a fresh submit token for the same submission, so that it is still sent once only
     */
    public record Resumed(FormVersion form, String token, String at, Map<String, List<String>> typed) {
        @Override
        public String toString() {
            return "Resumed[" + form + "]";
        }
    }

    /**
     * The secret of a link under which a page's answers would be saved, or of a visit. The page carries a link's along, so
     * that they are saved under one however often, and found once they were sent. Nothing is kept for it.
     */
    public String link() {
        return DraftSecret.fresh(random).link();
    }

    /**
     * Saves answers to questions of the form as they were typed, good or not. They take the place of what was saved under the
     * same link before.
     *
     * @param token what {@link SubmissionIntake#begin} made
     * @param link what {@link #link} made; another one is taken where it is none, or its time is over
     */
    public Saving save(
            FormVersion form,
            FormDefinition definition,
            String token,
            String link,
            String at,
            Map<String, List<String>> typed) {
        Map<String, List<String>> answers = answers(definition, typed);
        return save(
                form,
                definition,
                token,
                new Keeping<>(
                        Kind.SAVED,
                        link,
                        Content.CONTENT,
                        (submit, _) -> Optional.of(new Content(submit.form(), submit.submission(), at, answers)),
                        kept(definition)),
                answers,
                0);
    }

    /**
     * Keeps what was typed in a visit until its next page. It takes the place of what was kept of the visit before; what another
     * of its pages kept meanwhile stays.
     *
     * @param secret what {@link #link} made for this visit; another one is taken where it is none, or its time is over
     * @param before what {@link #draft} gave, and the draft was made from; null for nothing
     */
    public Saving keep(
            FormVersion form, FormDefinition definition, String secret, @Nullable Draft before, Draft draft) {
        Map<String, List<String>> answers = answers(definition, draft.typed());
        Draft now = draft.with(answers);
        return save(
                form,
                definition,
                draft.token(),
                new Keeping<>(
                        Kind.VISIT,
                        secret,
                        Draft.DRAFT,
                        (_, found) -> {
                            Draft meanwhile = found.get().orElse(null);
                            return meanwhile == null || meanwhile.equals(before)
                                    ? Optional.of(now)
                                    : now.over(before, meanwhile);
                        },
                        VISIT),
                answers,
                length(draft.beside()));
    }

    /**
     * What is to be kept, under which secret, and for how long. Its text form does not show it.
     *
     * @param value of what is kept under the secret already; empty where that is to stay
     */
    private record Keeping<T>(
            Kind kind,
            String secret,
            Label<T> label,
            BiFunction<SubmitToken, Supplier<Optional<T>>, Optional<T>> value,
            Duration time) {
        byte[] sealed(T value, RecordKeys keys, DraftSecret secret) {
            Personal<T> sealed = keys.seal(0, label.in(secret.record()), value);
            return sealed.bytes();
        }

        @Override
        public String toString() {
            return "Keeping[" + kind + "]";
        }
    }

    private Saving save(
            FormVersion form,
            FormDefinition definition,
            String token,
            Keeping<?> keeping,
            Map<String, List<String>> answers,
            long beside) {
        SubmitToken submit = key.tokens().verified(token).orElse(null);
        if (submit == null || !submit.form().equals(form)) return new NotOurs();
        if (length(answers) > room(definition) || beside > BESIDE) return new TooMuch();
        if (isReceived(submit) || isDropped(keeping)) return new Sent();
        Instant until = clock.instant().plus(keeping.time()).truncatedTo(ChronoUnit.SECONDS);
        Saving saving;
        try {
            saving = Objects.requireNonNull(transactions.execute(_ -> kept(submit, keeping, until)));
        } catch (VaultException e) {
            return new Full(); // health says what stands still
        }
        if (!(saving instanceof Kept(String kept, Instant _))) return saving;
        uploads.keep(attached(form, definition, answers), until);
        // Whoever sends drops what was saved after that is stored. So what was saved before is seen there, or that
        // here.
        if (!isReceived(submit) && !isDropped(keeping)) return saving;
        DraftSecret.of(kept).ifPresent(secret -> delete(secret.id()));
        return new Sent();
    }

    private <T> Saving kept(SubmitToken submit, Keeping<T> keeping, Instant until) {
        record Row(UUID keyId, byte @Nullable [] token, boolean lives) {}
        DraftSecret given = DraftSecret.of(keeping.secret()).orElseGet(() -> DraftSecret.fresh(random));
        boolean lasting = keeping.kind() == Kind.SAVED;
        byte[] id = given.id();
        // Two clicks at once: the second finds what the first kept, and seals under the same key.
        database.sql("SELECT pg_advisory_xact_lock(?)")
                .param(ByteBuffer.wrap(id).getLong())
                .query((_, _) -> true)
                .single();
        Row row = database.sql("""
                        SELECT key_id, token, token IS NOT NULL AND expires_at > ? AND form = ? AND lasting = ? AS lives
                        FROM saved_answers WHERE id = ? FOR UPDATE
                        """)
                .params(now(), submit.form().form().value(), lasting, id)
                .query((found, _) -> new Row(
                        found.getObject("key_id", UUID.class), found.getBytes("token"), found.getBoolean("lives")))
                .optional()
                .orElse(null);
        byte[] present = row == null || !row.lives() ? null : row.token();
        // What does not open with this secret is nothing of this link's, whatever row it lies in
        T there =
                present == null ? null : opened(given, present, keeping.label()).orElse(null);
        if (present != null && there == null && isRestricted(given, present, keeping.label()))
            throw new VaultException("What was saved there is restricted: nothing takes its place");
        T value =
                keeping.value().apply(submit, () -> Optional.ofNullable(there)).orElse(null);
        if (value == null) return new Newer();
        if (row != null && present != null && there != null) {
            UUID keyId = Personal.stored(present).keyId();
            try (RecordKeys keys = sealing.keyAgain(keyId)) {
                database.sql(
                                "UPDATE saved_answers SET submission = ?, key_id = ?, token = ?, bound = ?, expires_at = ? WHERE id = ?")
                        .params(
                                submit.submission().value(),
                                keyId,
                                keeping.sealed(value, keys, given),
                                bound(submit, keys, id),
                                until.atOffset(ZoneOffset.UTC),
                                id)
                        .update();
            }
            return new Kept(given.link(), until);
        }
        if (living(lasting) >= most.getOrDefault(keeping.kind(), 0L)) {
            RARE_LOG.error(
                    "No more answers can be kept: there are as many of the kind " + keeping.kind() + " as may be");
            return new Full();
        }
        DraftSecret secret = row == null ? given : DraftSecret.fresh(random);
        try (RecordKeys keys = sealing.newKeys(List.of(new Owner.Anonymous(keeping.kind().lane)))) {
            database.sql("""
                            INSERT INTO saved_answers
                                (id, submission, form, key_id, token, bound, expires_at, lasting)
                            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                            """)
                    .params(
                            secret.id(),
                            submit.submission().value(),
                            submit.form().form().value(),
                            keys.keyId(0),
                            keeping.sealed(value, keys, secret),
                            bound(submit, keys, secret.id()),
                            until.atOffset(ZoneOffset.UTC),
                            lasting)
                    .update();
        }
        return new Kept(secret.link(), until);
    }

    private static byte[] bound(SubmitToken submit, RecordKeys keys, byte[] id) {
        Personal<Bound> sealed = keys.seal(
                0, Bound.BOUND.in(submit.submission()), new Bound(HexFormat.of().formatHex(id)));
        return sealed.bytes();
    }

    private long living(boolean lasting) {
        return database.sql("SELECT count(*) FROM saved_answers WHERE expires_at > ? AND lasting = ?")
                .params(now(), lasting)
                .query(Long.class)
                .single();
    }

    /** A link may be used again, and gets another secret then; a visit that was dropped is over. */
    private boolean isDropped(Keeping<?> keeping) {
        return keeping.kind() == Kind.VISIT && dropped.contains(keeping.secret());
    }

    private boolean isReceived(SubmitToken submit) {
        return received.submission(submit.submission()).isPresent();
    }

    /** What was typed into questions of the form. Whoever posts something else is not asked for it, and it is not kept. */
    private static Map<String, List<String>> answers(FormDefinition form, Map<String, List<String>> typed) {
        Map<String, List<String>> answers = new LinkedHashMap<>();
        for (Field field : form.fields())
            for (String name : InputNames.of(field))
                if (typed.containsKey(name)) answers.put(name, typed.getOrDefault(name, List.of()));
        return answers;
    }

    private static long length(Map<String, List<String>> typed) {
        return typed.values().stream()
                .flatMap(List::stream)
                .mapToLong(text -> EACH + text.length())
                .sum();
    }

    /** How long all answers together may be: twice what the form takes, since what is too long is to be saved too. */
    private static long room(FormDefinition form) {
        long room = 0;
        for (Field field : form.fields()) {
            int values = Math.max(1, field.choices().size());
            int longest = switch (field.type()) {
                case MULTI_LINE -> FormProblems.MULTI_LINE_MAX;
                case URL -> FormProblems.URL_MAX;
                case FILE -> UploadTokens.LONGEST;
                case SINGLE_LINE,
                        EMAIL,
                        TELEPHONE,
                        NUMBER,
                        DATE,
                        DATE_TIME,
                        CHECKBOX,
                        CHECKBOXES,
                        DROPDOWN,
                        RADIOS,
                        POSTCODE,
                        ADDRESS,
                        HIDDEN -> LINE;
            };
            room += 2L * InputNames.of(field).size() * values * (EACH + longest);
        }
        return room;
    }

    private static Duration kept(FormDefinition form) {
        Integer days = form.processing().retentionDays();
        return days == null || days > KEPT.toDays() ? KEPT : Duration.ofDays(days);
    }

    private List<UUID> attached(FormVersion form, FormDefinition definition, Map<String, List<String>> typed) {
        return definition.fields().stream()
                .filter(field -> field.type() == FieldType.FILE)
                .map(Field::id)
                .flatMap(id -> typed.getOrDefault(id.value(), List.of()).stream()
                        .flatMap(text -> uploads.file(form, id, text).stream()))
                .map(UploadedFile::id)
                .toList();
    }

    /** Until when answers can be opened with this secret; empty when they cannot, for whatever reason. Opens nothing. */
    public Optional<Instant> until(FormId form, String secret) {
        return DraftSecret.of(secret)
                .flatMap(found -> database.sql(
                                "SELECT expires_at FROM saved_answers WHERE id = ? AND form = ? AND lasting AND token IS NOT NULL AND expires_at > ?")
                        .params(found.id(), form.value(), now())
                        .query(OffsetDateTime.class)
                        .optional())
                .map(OffsetDateTime::toInstant);
    }

    /** The answers that were saved; empty when there are none, or not any more. */
    public Optional<Resumed> open(FormId form, String secret) {
        DraftSecret ours = DraftSecret.of(secret).orElse(null);
        byte[] token = ours == null ? null : sealed(form, ours, Kind.SAVED).orElse(null);
        if (ours == null || token == null) return Optional.empty();
        return opened(ours, token, Content.CONTENT)
                .filter(content -> content.form().form().equals(form))
                .map(content -> {
                    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
                    String fresh = key.tokens().text(new SubmitToken(content.form(), now, content.submission()));
                    return new Resumed(content.form(), fresh, content.at(), content.typed());
                });
    }

    /** What is kept of a visit; empty when nothing is, or not any more. */
    public Optional<Draft> draft(FormId form, String secret) {
        return DraftSecret.of(secret)
                .flatMap(ours -> sealed(form, ours, Kind.VISIT).flatMap(token -> opened(ours, token, Draft.DRAFT)))
                .filter(draft -> key.tokens()
                        .verified(draft.token())
                        .filter(submit -> submit.form().form().equals(form))
                        .isPresent());
    }

    private Optional<byte[]> sealed(FormId form, DraftSecret secret, Kind kind) {
        return database.sql("""
                        SELECT token FROM saved_answers
                        WHERE id = ? AND form = ? AND lasting = ? AND token IS NOT NULL AND expires_at > ?
                        """)
                .params(secret.id(), form.value(), kind == Kind.SAVED, now())
                .query((found, _) -> found.getBytes("token"))
                .optional();
    }

    private <T> boolean isRestricted(DraftSecret secret, byte[] sealed, Label<T> label) {
        try {
            return unsealing.open(label.at(secret.record(), Personal.stored(sealed))) instanceof Restricted;
        } catch (CannotBeOpenedException _) {
            return false; // it was said when it was opened
        }
    }

    private <T> Optional<T> opened(DraftSecret secret, byte[] sealed, Label<T> label) {
        try {
            return switch (unsealing.open(label.at(secret.record(), Personal.stored(sealed)))) {
                case Known<T>(T value) -> Optional.of(value);
                case Erased<T> _, Restricted<T> _ -> Optional.empty();
            };
        } catch (CannotBeOpenedException alarm) {
            LOG.error("ALARM: key {} should open and does not: {}", alarm.keyId(), alarm.why());
            return Optional.empty();
        }
    }

    /** Drops what was saved of a submission, and of the visit in which it was filled in, since it was sent. */
    void drop(SubmissionId submission) {
        for (Waiting one : bound(database.sql(WAITING + "WHERE submission = ?")
                .param(submission.value())
                .query(SavedAnswers::waiting)
                .list())) delete(one.id());
    }

    private static final String WAITING = "SELECT id, submission, key_id, bound, expires_at FROM saved_answers ";

    /** A row, as it says of itself. */
    private record Waiting(
            byte[] id, SubmissionId submission, UUID keyId, Sealed<Bound> bound, OffsetDateTime expiresAt) {}

    private static Waiting waiting(ResultSet row, int number) throws SQLException {
        SubmissionId submission = new SubmissionId(row.getObject("submission", UUID.class));
        return new Waiting(
                row.getBytes("id"),
                submission,
                row.getObject("key_id", UUID.class),
                Bound.BOUND.at(submission, Personal.stored(row.getBytes("bound"))),
                row.getObject("expires_at", OffsetDateTime.class));
    }

    /**
     * Those rows that are what they were: nothing of them came from another. Of the others nothing is dropped, and no key is
     * destroyed: it may be a stranger's.
     */
    private List<Waiting> bound(List<Waiting> rows) {
        if (rows.isEmpty()) return rows;
        Openings openings = unsealing.openAll(rows.stream().map(Waiting::bound).toList());
        return rows.stream().filter(row -> isBound(row, openings)).toList();
    }

    private static boolean isBound(Waiting row, Openings openings) {
        try {
            boolean itsOwn = row.bound().token().keyId().equals(row.keyId());
            // Of another key nothing is asked: that it is missing would say nothing of this row
            if (itsOwn && openings.of(row.bound()) instanceof Restricted)
                return false; // it stays, and that is no alarm
            boolean same = itsOwn
                    && switch (openings.of(row.bound())) {
                        case Known<Bound>(Bound bound) ->
                            bound.row().equals(HexFormat.of().formatHex(row.id()));
                        case Erased<Bound> _ -> true; // its key is gone: nothing but the row is left
                        case Restricted<Bound> _ -> false;
                    };
            if (!same) RARE_LOG.error("ALARM: a row of saved answers was changed. Nothing of it is destroyed");
            return same;
        } catch (CannotBeOpenedException alarm) {
            // Nothing can be destroyed by a key that the vault does not have, and it says so itself
            if (alarm.why() == CannotBeOpenedException.Why.MISSING) return true;
            RARE_LOG.error(
                    "ALARM: a row of saved answers was changed: " + alarm.why() + ". Nothing of it is destroyed");
            return false;
        }
    }

    /**
     * Drops what was saved under a link, or kept of a visit, since it was sent, as whichever submission, or is to go. What is
     * still on its way to be kept under it is not.
     */
    public void drop(String link) {
        DraftSecret.of(link).ifPresent(secret -> {
            dropped.add(link);
            delete(secret.id());
        });
    }

    private void delete(byte[] id) {
        database.sql("UPDATE saved_answers SET token = NULL, expires_at = least(expires_at, ?) WHERE id = ?")
                .params(now(), id)
                .update();
    }

    @Override
    public String kind() {
        return "drafts";
    }

    /** Keys of answers that expired or were sent: to be destroyed, and then to be {@link #forget forgotten}. */
    @Override
    public List<UUID> expired(Instant at, int most) {
        List<UUID> keys = new ArrayList<>();
        OffsetDateTime after = OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
        byte[] afterId = {};
        // Rows that were changed stay, and stand in nobody's way
        while (keys.size() < most) {
            List<Waiting> some = database.sql(WAITING
                            + "WHERE expires_at <= ? AND (expires_at, id) > (?, ?) ORDER BY expires_at, id LIMIT ?")
                    .params(at.atOffset(ZoneOffset.UTC), after, afterId, most)
                    .query(SavedAnswers::waiting)
                    .list();
            if (some.isEmpty()) break;
            bound(some).stream().limit(most - keys.size()).forEach(row -> keys.add(row.keyId()));
            after = some.getLast().expiresAt();
            afterId = some.getLast().id();
        }
        return keys;
    }

    /** Deletes all that is left of the answers under these keys. */
    @Override
    public void forget(Collection<UUID> keyIds) {
        if (keyIds.isEmpty()) return;
        database.sql("DELETE FROM saved_answers WHERE key_id = ANY (CAST(? AS uuid[]))")
                .param(Uploads.array(keyIds))
                .update();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
