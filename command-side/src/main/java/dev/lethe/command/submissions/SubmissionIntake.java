package dev.lethe.command.submissions;

import dev.lethe.command.RareLog;
import dev.lethe.command.forms.FormCounts;
import dev.lethe.command.forms.FormProblems;
import dev.lethe.command.forms.PublishedForms;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.command.submissions.Outcome.AlreadyReceived;
import dev.lethe.command.submissions.Outcome.Changed;
import dev.lethe.command.submissions.Outcome.Closed;
import dev.lethe.command.submissions.Outcome.Invalid;
import dev.lethe.command.submissions.Outcome.NotStored;
import dev.lethe.command.submissions.Outcome.TokenRefused;
import dev.lethe.command.submissions.Outcome.TokenRefused.Reason;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.ReceivedPart;
import dev.lethe.command.submissions.model.Reference;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.command.submissions.model.UploadedFile;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened.Erased;
import dev.lethe.shredding.Opened.Known;
import dev.lethe.shredding.Opened.Restricted;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.Sealed;
import dev.lethe.shredding.Sealing;
import dev.lethe.shredding.Unsealing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The one way in for submissions: checks what was typed, seals it, and records it.
 *
 * <p><b>Guaranteed:</b> what was typed leaves the calling thread sealed only, never in a command, message, exception or
 * log; {@link Accepted} means durable; the same page sent twice, also at once, is one submission. <b>Not guaranteed:</b>
 * that a key is used: one that was made for a submission that then failed stays and seals nothing, unless a file was sealed
 * under it, see {@link StrayFiles}.
 *
 * <p>A field's input has its id as name ({@code q3}), a date three: {@code q3-day}, {@code q3-month}, {@code q3-year}. A
 * choice's value is its text, a ticked box's {@value #TICKED}. Names of other shapes are ignored. Safe for many threads.
 */
@Component
public class SubmissionIntake {

    /** What a ticked box sends, and how it is kept. */
    public static final String TICKED = FormProblems.TICKED;

    /** How long an opened page can be sent, as visitors are told; an hour's grace comes on top. */
    public static final Duration OPEN_FOR = Duration.ofHours(24);

    /** How long a page that was opened before its form closed can still be sent: whoever began is let finish. */
    public static final Duration CLOSING_GRACE = Duration.ofHours(1);

    private static final Duration GRACE = Duration.ofHours(1);
    private static final int REMEMBERED = 10_000;

    private final RareLog rareLog = new RareLog(LoggerFactory.getLogger(SubmissionIntake.class));
    private final SubmitKey key;
    private final PublishedForms forms;
    private final Sealing sealing;
    private final Unsealing unsealing;
    private final Uploads uploads;
    private final Files files;
    private final SavedAnswers saved;
    private final CommandGateway commands;
    private final Received received;
    private final FormCounts counts;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** Lately received: a second click then costs no keys. What is not in here is found out by the store. */
    private final Set<SubmissionId> lately =
            Collections.newSetFromMap(Collections.synchronizedMap(new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<SubmissionId, Boolean> eldest) {
                    return size() > REMEMBERED;
                }
            }));

    SubmissionIntake(
            SubmitKey key,
            PublishedForms forms,
            Sealing sealing,
            Unsealing unsealing,
            Uploads uploads,
            Files files,
            SavedAnswers saved,
            CommandGateway commands,
            Received received,
            FormCounts counts,
            Clock clock) {
        this.key = key;
        this.forms = forms;
        this.sealing = sealing;
        this.unsealing = unsealing;
        this.uploads = uploads;
        this.files = files;
        this.saved = saved;
        this.commands = commands;
        this.received = received;
        this.counts = counts;
        this.clock = clock;
    }

    /** A fresh token for a page that shows this version of a form, for a hidden field, never for a URL. */
    public String begin(FormVersion form) {
        return key.tokens()
                .text(new SubmitToken(
                        form, clock.instant().truncatedTo(ChronoUnit.SECONDS), new SubmissionId(UUID.randomUUID())));
    }

    /** The version of a form that a page showed; empty when the token was not made here or is for another form. */
    public Optional<FormVersion> shown(FormId form, String token) {
        return key.tokens()
                .verified(token)
                .map(SubmitToken::form)
                .filter(version -> version.form().equals(form));
    }

    /**
     * Since when a form takes no submissions, straight from the event store; empty while it does, and while the store does not
     * answer: it is asked again when the form is sent, and until then nobody should lose a page or what they typed over it.
     */
    public Optional<Instant> closedSince(FormId form) {
        try {
            return forms.closedSince(form);
        } catch (RuntimeException e) {
            rareLog.error(
                    List.of("closed", e.getClass()),
                    () -> "Whether form " + form + " is closed could not be told ("
                            + e.getClass().getSimpleName() + ")");
            return Optional.empty();
        }
    }

    /**
     * Why a page would not be taken if it were sent now, whatever was typed: {@link TokenRefused} or {@link Closed}; empty
     * when it would be.
     */
    public Optional<Outcome> refusal(FormId form, String token) {
        SubmitToken submit = key.tokens().verified(token).orElse(null);
        if (submit == null) return Optional.of(new TokenRefused(Reason.NOT_OURS));
        if (!submit.form().form().equals(form)) return Optional.of(new TokenRefused(Reason.OTHER_FORM));
        Optional<Outcome> closed = closed(submit, closedSince(form));
        return closed.isPresent() || !expired(submit) ? closed : Optional.of(new TokenRefused(Reason.EXPIRED));
    }

    private boolean expired(SubmitToken submit) {
        return clock.instant().isAfter(submit.issuedAt().plus(OPEN_FOR).plus(GRACE));
    }

    private Optional<Outcome> closed(SubmitToken submit, Optional<Instant> closedSince) {
        return closedSince
                .filter(since ->
                        submit.issuedAt().isAfter(since) || clock.instant().isAfter(since.plus(CLOSING_GRACE)))
                .map(Closed::new);
    }

    /**
     * What was typed so far, as it would be taken.
     *
     * @param asked the questions that apply, in their order
     * @param answers those that can be taken, as they would be kept
     * @param problems of the others, in the order of the form's fields
     */
    public record Review(List<Field> asked, Map<FieldId, List<String>> answers, Map<FieldId, Problem> problems) {
        @Override
        public String toString() {
            return "Review[" + answers.size() + " answers, " + problems.size() + " problems]";
        }
    }

    /** Checks what was typed so far. Nothing is kept. */
    public Review review(FormVersion version, FormDefinition form, Map<String, List<String>> typed) {
        Checked checked = checked(version, form, typed);
        return new Review(checked.asked(), checked.byField(), checked.problems());
    }

    /**
     * When the page with this token was opened, in whole seconds, rounded down; empty when the token was not made here or is
     * for another form.
     */
    public Optional<Instant> openedAt(FormId form, String token) {
        return key.tokens()
                .verified(token)
                .filter(submit -> submit.form().form().equals(form))
                .map(SubmitToken::issuedAt);
    }

    /** What was received from the page with this token; empty when nothing was. */
    public Optional<AlreadyReceived> received(FormId form, String token) {
        return key.tokens()
                .verified(token)
                .filter(submit -> submit.form().form().equals(form))
                .flatMap(submit -> received.submission(submit.submission()))
                .map(first -> new AlreadyReceived(first.submission(), first.reference(), first.receivedAt()));
    }

    /**
     * Takes in what a visitor typed. Returns when it is durable, or with the reason why nothing was stored.
     *
     * @param form the form at whose address it arrived
     * @param token what {@link #begin} made
     * @param typed what was typed, by the names of the inputs
     */
    public Outcome submit(FormId form, String token, Map<String, List<String>> typed) {
        Optional<SubmitToken> verified = key.tokens().verified(token);
        if (verified.isEmpty()) return new TokenRefused(Reason.NOT_OURS);
        SubmitToken submit = verified.get();
        if (!submit.form().form().equals(form)) return new TokenRefused(Reason.OTHER_FORM);
        try {
            Optional<Outcome> refused = closed(submit, forms.closedSince(form))
                    .or(() -> expired(submit) ? Optional.of(new TokenRefused(Reason.EXPIRED)) : Optional.empty());
            FormDefinition definition = forms.definition(submit.form()).orElse(null);
            if (definition == null) return new TokenRefused(Reason.NOT_OURS);
            Checked checked = checked(submit.form(), definition, typed);
            if (!checked.problems().isEmpty()) return refused.orElseGet(() -> new Invalid(checked.problems()));
            if (refused.isPresent() || lately.contains(submit.submission())) {
                Optional<SubmissionReceived> first = received.submission(submit.submission());
                if (first.isPresent())
                    return tidied(again(first.get(), submit.form(), checked.answers()), submit.submission(), checked);
                if (refused.isPresent()) return refused.get();
            }
            Outcome outcome = tidied(
                    store(submit.submission(), submit.form(), definition, checked, null), submit.submission(), checked);
            if (outcome instanceof Accepted accepted)
                counts.completed(submit.form(), Duration.between(submit.issuedAt(), accepted.receivedAt()));
            return outcome;
        } catch (RuntimeException e) {
            rareLog.error("A submission could not be stored", e);
            return new NotStored(true);
        }
    }

    /**
     * Takes in what arrived earlier and elsewhere, on paper or in another system: checked and sealed like any other.
     *
     * @param id chosen by the caller; the same one again is no second submission
     * @param receivedAt when it arrived there, not after now
     */
    public Outcome bring(SubmissionId id, FormVersion form, Instant receivedAt, Map<String, List<String>> typed) {
        if (receivedAt.isAfter(clock.instant())) throw new IllegalArgumentException("It cannot have arrived yet");
        FormDefinition definition =
                forms.definition(form).orElseThrow(() -> new IllegalArgumentException("No such version of a form"));
        Checked checked = Checked.of(definition, typed);
        if (!checked.problems().isEmpty()) return new Invalid(checked.problems());
        Optional<SubmissionReceived> first = received.submission(id);
        return first.isPresent()
                ? again(first.get(), form, checked.answers())
                : store(id, form, definition, checked, receivedAt);
    }

    private Checked checked(FormVersion version, FormDefinition form, Map<String, List<String>> typed) {
        return Checked.of(form, typed, (field, token) -> uploads.file(version, field, token));
    }

    /** What waited for the submission is not needed any more. That it stays until it expires would harm nobody. */
    private Outcome tidied(Outcome outcome, SubmissionId id, Checked checked) {
        if (!(outcome instanceof Accepted) && !(outcome instanceof AlreadyReceived)) return outcome;
        try {
            uploads.discard(
                    checked.files().values().stream().map(UploadedFile::id).toList());
            saved.drop(id);
        } catch (RuntimeException e) {
            rareLog.warn("What a submission was made from is still there", e);
        }
        return outcome;
    }

    private Outcome store(
            SubmissionId id, FormVersion version, FormDefinition form, Checked checked, @Nullable Instant receivedAt) {
        List<ReceivedPart> parts = new ArrayList<>();
        Map<FieldId, UploadedFile> attached = checked.files();
        // A person whose address would stay in the vault must not be made for what cannot be received.
        for (Field field : form.fields()) {
            UploadedFile file = attached.get(field.id());
            if (file != null && !uploads.isThere(file.id())) return gone(id, version, field.id(), checked);
        }
        List<UUID> keyIds = new ArrayList<>();
        Instant began = clock.instant();
        boolean sealed = false;
        RecordKeys used;
        try (RecordKeys keys = sealing.newKeys(owners(form, checked.identifiers()))) {
            for (int person = 0; person < checked.answers().size(); person++) keyIds.add(keys.keyId(person));
            // Before the event, which must not name what is not there.
            FieldId gone = attach(id, form, attached, keys);
            if (gone != null) return gone(id, version, gone, checked);
            for (int person = 0; person < checked.answers().size(); person++)
                parts.add(new ReceivedPart(
                        keys.seal(
                                person,
                                Answers.ANSWERS.part(person + 1).in(id),
                                checked.answers().get(person)),
                        checked.identifiers().get(person).size()));
            // A machine that stood still must not go on as if no time had passed: its files may be taken for stray
            // ones.
            if (!attached.isEmpty() && clock.instant().isAfter(began.plus(Files.SENT_WITHIN)))
                throw new IllegalStateException("It took too long to store the files");
            sealed = true;
            used = keys;
        } finally {
            if (!sealed) discard(keyIds, attached);
        }
        String reference = Reference.random(random);
        try {
            Instant at = commands.sendAndWait(new ReceiveSubmission(id, version, reference, parts, receivedAt));
            // An erasure of its sender came in between: it was never kept, and the visitor must not hear that it was
            if (used.areDestroyed()) return new NotStored(true);
            lately.add(id);
            named(keyIds, attached);
            return new Accepted(id, reference, at);
        } catch (RuntimeException e) {
            // Another click was first, or the answer to this one was lost on the way: the store knows.
            SubmissionReceived first = receivedAfter(e, id).orElse(null);
            if (first == null) return new NotStored(false);
            lately.add(id);
            if (first.parts().equals(parts)) {
                named(keyIds, attached);
                return new Accepted(id, first.reference(), first.receivedAt());
            }
            discard(keyIds, attached);
            return again(first, version, checked.answers());
        }
    }

    /** A file is gone too once it was sent: then another click was first. */
    private Outcome gone(SubmissionId id, FormVersion version, FieldId field, Checked checked) {
        return received.submission(id)
                .map(first -> again(first, version, checked.answers()))
                .orElseGet(() -> new Invalid(Map.of(field, Problem.of("file.gone"))));
    }

    private void named(List<UUID> keyIds, Map<FieldId, UploadedFile> attached) {
        if (attached.isEmpty()) return;
        try {
            files.named(keyIds);
        } catch (RuntimeException e) {
            rareLog.warn("That files were received could not be noted: it is found out in a day", e);
        }
    }

    /** Only where it is certain that no event names these keys, nor ever will. */
    private void discard(List<UUID> keyIds, Map<FieldId, UploadedFile> attached) {
        if (attached.isEmpty()) return;
        try {
            files.discard(keyIds);
        } catch (RuntimeException e) {
            rareLog.warn("Files of a submission that failed could not be dropped: they go in a day", e);
        }
    }

    /** Seals each file anew under its person's key, and tells the first that is not there any more; null for none. */
    private @Nullable FieldId attach(
            SubmissionId id, FormDefinition form, Map<FieldId, UploadedFile> attached, RecordKeys keys) {
        for (Field field : form.fields()) {
            UploadedFile file = attached.get(field.id());
            if (file == null) continue;
            try (InputStream content = uploads.content(file.id()).orElse(null)) {
                if (content == null) return field.id();
                files.store(id, field.id(), keys, field.person(), file, content);
            } catch (CannotBeOpenedException e) {
                // Another click was received meanwhile, and with it the upload went: cut, and yet nobody changed it.
                if (uploads.isThere(file.id())) throw e;
                return field.id();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return null;
    }

    private static List<Owner> owners(FormDefinition form, List<List<Identifier>> identifiers) {
        Integer days = form.processing().retentionDays();
        Lane lane = days == null ? Lane.PEOPLE : Lane.retention(Period.ofDays(days));
        return identifiers.stream()
                .<Owner>map(known ->
                        known.isEmpty() ? new Owner.Anonymous(lane) : new Owner.Named(lane, Population.PUBLIC, known))
                .toList();
    }

    /**
     * Empty when the store does not know the submission or cannot be asked. Nothing may be dropped then: its event may be on
     * its way all the same.
     */
    private Optional<SubmissionReceived> receivedAfter(RuntimeException failure, SubmissionId id) {
        try {
            Optional<SubmissionReceived> first = received.submission(id);
            if (first.isEmpty()) rareLog.error("Whether a submission was stored is not known", failure);
            return first;
        } catch (RuntimeException e) {
            if (e != failure) failure.addSuppressed(e);
            rareLog.error("Whether a submission was stored is not known", failure);
            return Optional.empty();
        }
    }

    private Outcome again(SubmissionReceived first, FormVersion version, List<Answers> now) {
        Optional<Set<FieldId>> differing = first.form().equals(version) ? differing(first, now) : Optional.empty();
        if (differing.isPresent() && differing.get().isEmpty())
            return new AlreadyReceived(first.submission(), first.reference(), first.receivedAt());
        return new Changed(first.submission(), first.reference(), first.receivedAt(), differing.orElse(Set.of()));
    }

    /** The fields whose answers differ; empty when some of the first ones cannot be read. */
    private Optional<Set<FieldId>> differing(SubmissionReceived first, List<Answers> now) {
        List<Sealed<Answers>> sealed = IntStream.range(0, first.parts().size())
                .mapToObj(person -> Answers.ANSWERS
                        .part(person + 1)
                        .at(first.submission(), first.parts().get(person).answers()))
                .toList();
        Openings opened = unsealing.openAll(sealed);
        Set<FieldId> differing = new LinkedHashSet<>();
        for (int person = 0; person < sealed.size(); person++) {
            Map<FieldId, List<String>> then;
            try {
                switch (opened.of(sealed.get(person))) {
                    case Known<Answers>(Answers answers) -> then = answers.values();
                    case Erased<Answers> _, Restricted<Answers> _ -> {
                        return Optional.empty();
                    }
                }
            } catch (CannotBeOpenedException e) {
                rareLog.error("An earlier submission cannot be opened", e);
                return Optional.empty();
            }
            Map<FieldId, List<String>> later = now.get(person).values();
            Set<FieldId> fields = new LinkedHashSet<>(then.keySet());
            fields.addAll(later.keySet());
            fields.stream()
                    .filter(field -> !Objects.equals(then.get(field), later.get(field)))
                    .forEach(differing::add);
        }
        return Optional.of(differing);
    }
}
