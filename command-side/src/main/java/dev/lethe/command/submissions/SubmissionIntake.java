package dev.lethe.command.submissions;

import dev.lethe.command.forms.PublishedForms;
import dev.lethe.command.forms.events.FieldId;
import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.forms.events.FormId;
import dev.lethe.command.forms.events.FormVersion;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.command.submissions.Outcome.AlreadyReceived;
import dev.lethe.command.submissions.Outcome.Changed;
import dev.lethe.command.submissions.Outcome.Invalid;
import dev.lethe.command.submissions.Outcome.NotStored;
import dev.lethe.command.submissions.Outcome.TokenRefused;
import dev.lethe.command.submissions.Outcome.TokenRefused.Reason;
import dev.lethe.command.submissions.events.Answers;
import dev.lethe.command.submissions.events.Reference;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.command.submissions.events.SubmissionId;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened.Erased;
import dev.lethe.shredding.Opened.Known;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.Sealed;
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
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The one way in for submissions: checks what was typed, seals it, and records it.
 *
 * <p><b>Guaranteed:</b> what was typed leaves the calling thread sealed only, never in a command, message, exception or
 * log; {@link Accepted} means durable; the same page sent twice, also at once, is one submission. <b>Not guaranteed:</b>
 * that a key is used: one that was made for a submission that then failed stays, and harms nobody.
 *
 * <p>A field's input has its id as name ({@code q3}), a date three: {@code q3-day}, {@code q3-month}, {@code q3-year}. A
 * choice's value is its text, a ticked box's {@value #TICKED}. Names of other shapes are ignored. Safe for many threads.
 */
@Component
public class SubmissionIntake {

    /** What a ticked box sends, and how it is kept. */
    public static final String TICKED = "yes";

    /** How long an opened page can be sent, as visitors are told; an hour's grace comes on top. */
    public static final Duration OPEN_FOR = Duration.ofHours(24);

    private static final Duration GRACE = Duration.ofHours(1);
    private static final int REMEMBERED = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(SubmissionIntake.class);

    private final SubmitKey key;
    private final PublishedForms forms;
    private final KeyVault vault;
    private final CommandGateway commands;
    private final EventStore events;
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
            KeyVault vault,
            CommandGateway commands,
            EventStore events,
            Clock clock) {
        this.key = key;
        this.forms = forms;
        this.vault = vault;
        this.commands = commands;
        this.events = events;
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
        boolean expired =
                clock.instant().isAfter(submit.issuedAt().plus(OPEN_FOR).plus(GRACE));
        try {
            FormDefinition definition = forms.definition(submit.form()).orElse(null);
            if (definition == null) return new TokenRefused(Reason.NOT_OURS);
            Checked checked = Checked.of(definition, typed);
            if (!checked.problems().isEmpty())
                return expired ? new TokenRefused(Reason.EXPIRED) : new Invalid(checked.problems());
            if (expired || lately.contains(submit.submission())) {
                Optional<SubmissionReceived> first = received(submit.submission());
                if (first.isPresent()) return again(first.get(), checked.answers());
                if (expired) return new TokenRefused(Reason.EXPIRED);
            }
            return store(submit.submission(), submit.form(), definition, checked, null);
        } catch (RuntimeException e) {
            LOG.error("A submission could not be stored", e);
            return new NotStored();
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
        Optional<SubmissionReceived> first = received(id);
        return first.isPresent()
                ? again(first.get(), checked.answers())
                : store(id, form, definition, checked, receivedAt);
    }

    private Outcome store(
            SubmissionId id, FormVersion version, FormDefinition form, Checked checked, @Nullable Instant receivedAt) {
        List<Personal<Answers>> parts = new ArrayList<>();
        try (RecordKeys keys = vault.newKeys(owners(form, checked.identifiers()))) {
            for (int person = 0; person < checked.answers().size(); person++)
                parts.add(keys.seal(
                        person,
                        Answers.ANSWERS.part(person + 1).in(id),
                        checked.answers().get(person)));
        }
        String reference = Reference.random(random);
        try {
            Instant at = commands.sendAndWait(new ReceiveSubmission(id, version, reference, parts, receivedAt));
            lately.add(id);
            return new Accepted(id, reference, at);
        } catch (RuntimeException e) {
            // Another click was first, or the answer to this one was lost on the way: the store knows.
            SubmissionReceived first = receivedAfter(e, id);
            lately.add(id);
            if (first.parts().equals(parts)) return new Accepted(id, first.reference(), first.receivedAt());
            return again(first, checked.answers());
        }
    }

    private static List<Owner> owners(FormDefinition form, List<List<Identifier>> identifiers) {
        Integer days = form.processing().retentionDays();
        Lane lane = days == null ? Lane.PEOPLE : Lane.retention(Period.ofDays(days));
        return identifiers.stream()
                .<Owner>map(known ->
                        known.isEmpty() ? new Owner.Anonymous(lane) : new Owner.Named(lane, Population.PUBLIC, known))
                .toList();
    }

    private Optional<SubmissionReceived> received(SubmissionId id) {
        return events.readEvents(id.toString())
                .asStream()
                .map(DomainEventMessage::getPayload)
                .filter(SubmissionReceived.class::isInstance)
                .map(SubmissionReceived.class::cast)
                .findFirst();
    }

    private SubmissionReceived receivedAfter(RuntimeException failure, SubmissionId id) {
        try {
            return received(id).orElseThrow(() -> failure);
        } catch (RuntimeException e) {
            if (e != failure) failure.addSuppressed(e);
            throw failure;
        }
    }

    private Outcome again(SubmissionReceived first, List<Answers> now) {
        Optional<Set<FieldId>> differing = differing(first, now);
        if (differing.isPresent() && differing.get().isEmpty())
            return new AlreadyReceived(first.submission(), first.reference(), first.receivedAt());
        return new Changed(first.submission(), first.reference(), first.receivedAt(), differing.orElse(Set.of()));
    }

    /** The fields whose answers differ; empty when some of the first ones cannot be read. */
    private Optional<Set<FieldId>> differing(SubmissionReceived first, List<Answers> now) {
        List<Sealed<Answers>> sealed = IntStream.range(0, first.parts().size())
                .mapToObj(person -> Answers.ANSWERS
                        .part(person + 1)
                        .at(first.submission(), first.parts().get(person)))
                .toList();
        Openings opened = vault.openAll(sealed);
        Set<FieldId> differing = new LinkedHashSet<>();
        for (int person = 0; person < sealed.size(); person++) {
            Map<FieldId, List<String>> then;
            try {
                switch (opened.of(sealed.get(person))) {
                    case Known<Answers>(Answers answers) -> then = answers.values();
                    case Erased<Answers> _ -> {
                        return Optional.empty();
                    }
                }
            } catch (CannotBeOpenedException e) {
                LOG.error("An earlier submission cannot be opened", e);
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
