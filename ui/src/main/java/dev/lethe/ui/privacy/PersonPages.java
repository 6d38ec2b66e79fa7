package dev.lethe.ui.privacy;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.audit.Looks;
import dev.lethe.command.audit.model.Occasion;
import dev.lethe.command.privacy.model.KeepGround;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.Note;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.submissions.NoteRow;
import dev.lethe.query.submissions.Part;
import dev.lethe.query.submissions.SubmissionOfPerson;
import dev.lethe.query.submissions.SubmissionRow;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.Enquiry.HeldKey;
import dev.lethe.shredding.Opened.Erased;
import dev.lethe.shredding.Opened.Known;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.Sealed;
import dev.lethe.shredding.Unsealing;
import dev.lethe.ui.privacy.Holdings.Held;
import dev.lethe.ui.privacy.PersonPage.Answer;
import dev.lethe.ui.privacy.PersonPage.KnownAs;
import dev.lethe.ui.privacy.PersonPage.PossibleRecord;
import dev.lethe.ui.privacy.PersonPage.ShownPart;
import dev.lethe.ui.privacy.PersonPage.ShownRecord;
import dev.lethe.ui.web.AnswerText;
import dev.lethe.ui.web.Times;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Opens what is held of a person, one page of records at a time, after the look was recorded. */
@Component
class PersonPages {

    private static final Logger LOG = LoggerFactory.getLogger(PersonPages.class);

    private static final int PAGE = Submissions.PAGE;

    private final Unsealing vault;
    private final Looks looks;
    private final Submissions submissions;
    private final Forms forms;
    private final Grounds grounds;

    PersonPages(Unsealing vault, Looks looks, Submissions submissions, Forms forms, Grounds grounds) {
        this.vault = vault;
        this.looks = looks;
        this.submissions = submissions;
        this.forms = forms;
        this.grounds = grounds;
    }

    /** A page of a person's records for this reader. */
    PersonPage open(Held held, int asked, Map<SubmissionId, KeepGround> kept, AccountId reader) {
        int pages = Math.max(1, (held.submissions().size() + PAGE - 1) / PAGE);
        int page = Math.clamp(asked, 1, pages);
        List<SubmissionOfPerson> shown =
                held.submissions().stream().skip((page - 1L) * PAGE).limit(PAGE).toList();
        List<SubmissionId> ids = shown.stream().map(SubmissionOfPerson::id).toList();
        looks.record(
                reader, Occasion.PERSON, ids.stream().map(SubmissionId::value).toList());

        Map<SubmissionId, SubmissionRow> rows =
                submissions.byIds(ids).stream().collect(Collectors.toMap(SubmissionRow::id, row -> row));
        Map<SubmissionId, List<NoteRow>> notes = submissions.notesOf(ids);
        Openings openings = vault.openAll(Stream.<Sealed<?>>concat(
                        shown.stream()
                                .flatMap(each -> theirs(each, rows.get(each.id())).stream())
                                .filter(Part.Held.class::isInstance)
                                .map(part -> ((Part.Held) part).answers()),
                        shown.stream().flatMap(each -> theirs(each, notes)).flatMap(NoteRow::sealed))
                .toList());
        Map<UUID, String> keptBefore = keptBefore(held);
        var titles = new FormTitles(forms);
        List<ShownRecord> records = shown.stream()
                .map(each -> new ShownRecord(
                        each.id(),
                        each.reference(),
                        titles.title(each.form()),
                        Times.minute(each.receivedAt()),
                        theirs(each, rows.get(each.id())).stream()
                                .map(part -> shown(part, each, openings, titles))
                                .toList(),
                        theirs(each, notes).map(note -> shown(note, openings)).toList(),
                        each.shared(),
                        each.theirKeys().stream()
                                .filter(keptBefore::containsKey)
                                .map(keptBefore::get)
                                .findFirst()
                                .orElse(null)))
                .toList();
        var counts = new LinkedHashMap<String, Integer>();
        counts.put("privacy.feature.submissions", held.submissions().size());
        var choices = new LinkedHashMap<SubmissionId, String>();
        kept.forEach((id, ground) -> choices.put(id, ground.name()));
        return new PersonPage(
                held.enquiry().id(),
                Times.minute(held.enquiry().at()),
                identifiers(held),
                counts,
                held.unused(),
                records,
                page,
                pages,
                choices,
                possible(held, titles),
                held.enquiry().possible().size()
                        - Math.min(Holdings.POSSIBLE, held.enquiry().possible().size()),
                taken(held, titles));
    }

    private static List<PossibleRecord> possible(Held held, FormTitles titles) {
        return held.possible().entrySet().stream()
                .map(each -> possible(each.getKey(), each.getValue(), titles))
                .toList();
    }

    private static List<PossibleRecord> taken(Held held, FormTitles titles) {
        if (held.enquiry().taken().isEmpty()) return List.of();
        return held.submissions().stream()
                .flatMap(each -> each.theirKeys().stream()
                        .filter(held.enquiry().taken()::contains)
                        .map(key -> possible(key, each, titles)))
                .toList();
    }

    private static PossibleRecord possible(UUID key, SubmissionOfPerson record, FormTitles titles) {
        return new PossibleRecord(
                key, record.reference(), titles.title(record.form()), Times.minute(record.receivedAt()));
    }

    /** What the person is known by, opened: the caller has recorded the look. */
    static List<KnownAs> identifiers(Held held) {
        return held.enquiry().identifiers().stream()
                .map(known -> new KnownAs(
                        "privacy.identifier." + known.identifier().kind().code(),
                        known.identifier().value(),
                        known.confirmed()))
                .toList();
    }

    /** Records the look at what a person is known by, without any record of theirs. */
    List<KnownAs> openIdentifiers(Held held, AccountId reader) {
        looks.record(reader, Occasion.PERSON, List.of());
        return identifiers(held);
    }

    private Map<UUID, String> keptBefore(Held held) {
        var kept = new HashMap<UUID, String>();
        for (HeldKey key : held.enquiry().keys())
            if (key.kept() != null)
                kept.put(
                        key.keyId(),
                        KeepGround.of(key.kept())
                                .map(grounds::text)
                                .orElse(key.kept().code()));
        return kept;
    }

    /** The person's own parts: others' are never opened here. */
    private static List<Part> theirs(SubmissionOfPerson submission, @Nullable SubmissionRow row) {
        if (row == null) return List.of();
        Set<UUID> keys = new HashSet<>(submission.theirKeys());
        return row.parts().stream().filter(part -> keys.contains(part.keyId())).toList();
    }

    /** What staff wrote about the person. */
    private static Stream<NoteRow> theirs(SubmissionOfPerson submission, Map<SubmissionId, List<NoteRow>> notes) {
        return notes.getOrDefault(submission.id(), List.of()).stream()
                .filter(note -> submission.notes().contains(note.keyId()));
    }

    private static ShownPart shown(NoteRow note, Openings openings) {
        try {
            return switch (note.in(openings)) {
                case Known<Note>(var known) -> new ShownPart.Noted(known.text());
                case Erased<Note> erased -> new ShownPart.Gone(Times.day(erased.when()));
            };
        } catch (CannotBeOpenedException alarm) {
            return alarm(alarm);
        }
    }

    private static ShownPart shown(Part part, SubmissionOfPerson submission, Openings openings, FormTitles titles) {
        try {
            return switch (part.in(openings)) {
                case Known<Answers> known -> {
                    var answers = new ArrayList<Answer>();
                    titles.fields(submission.form(), part.person()).forEach(field -> {
                        List<String> values = known.value().values().getOrDefault(field.id(), List.of());
                        if (!values.isEmpty()) answers.add(new Answer(field.label(), AnswerText.of(field, values)));
                    });
                    yield new ShownPart.Answered(answers);
                }
                case Erased<Answers> erased -> new ShownPart.Gone(Times.day(erased.when()));
            };
        } catch (CannotBeOpenedException alarm) {
            return alarm(alarm);
        }
    }

    /** It is shown at its place; whoever looks after the vault must hear of it, too. */
    private static ShownPart alarm(CannotBeOpenedException alarm) {
        LOG.error("ALARM: key {} should open and does not: {}", alarm.keyId(), alarm.why());
        return new ShownPart.Alarm(String.valueOf(alarm.getMessage()));
    }
}
