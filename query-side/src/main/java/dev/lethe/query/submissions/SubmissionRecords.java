package dev.lethe.query.submissions;

import dev.lethe.command.forms.model.DataClass;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.Processing;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.Note;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.command.submissions.model.UploadedFile;
import dev.lethe.query.forms.FormTitles;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.records.Caption;
import dev.lethe.query.records.Copy;
import dev.lethe.query.records.DueRecords;
import dev.lethe.query.records.LivingTokens;
import dev.lethe.query.records.LivingTokens.LivingToken;
import dev.lethe.query.records.OpenedRecord;
import dev.lethe.query.records.PersonalRecord;
import dev.lethe.query.records.PersonalRecords;
import dev.lethe.query.records.RecordPart;
import dev.lethe.query.records.RecordPart.Content;
import dev.lethe.query.records.RecordPart.Source;
import dev.lethe.query.records.RecordPart.Value;
import dev.lethe.query.records.RecordRef;
import dev.lethe.query.records.RegisterEntry;
import dev.lethe.query.submissions.SubmissionOfPerson.PartOwner;
import dev.lethe.shredding.DestroyedKey;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.Sealed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What visitors sent with forms, with their files, and what staff wrote about it. */
@Component
class SubmissionRecords implements PersonalRecords {

    static final String FEATURE = "submissions";

    private final Submissions submissions;
    private final SubmissionTidying tidying;
    private final DueSubmissions due;
    private final Forms forms;
    private final JdbcClient database;

    SubmissionRecords(
            Submissions submissions, SubmissionTidying tidying, DueSubmissions due, Forms forms, DataSource database) {
        this.submissions = submissions;
        this.tidying = tidying;
        this.due = due;
        this.forms = forms;
        this.database = JdbcClient.create(database);
    }

    @Override
    public String feature() {
        return FEATURE;
    }

    @Override
    public Population population() {
        return Population.PUBLIC;
    }

    @Override
    public Set<String> labels() {
        return Set.of(Answers.ANSWERS.text(), Note.NOTE.text(), UploadedFile.CONTENT.text());
    }

    @Override
    public Optional<DueRecords> due() {
        return Optional.of(due);
    }

    @Override
    public Set<String> readModels() {
        return Set.of("submissions");
    }

    @Override
    public List<PersonalRecord> ofKeys(Collection<UUID> keys) {
        var titles = new FormTitles(forms);
        return submissions.byKeys(keys).stream()
                .map(each -> record(each, titles))
                .toList();
    }

    @Override
    public List<PersonalRecord> byReference(String typed) {
        var titles = new FormTitles(forms);
        return submissions.byReference(typed).stream()
                .map(row -> new PersonalRecord(
                        ref(row.id()),
                        row.form().form().toString(),
                        Caption.given(titles.title(row.form())),
                        row.reference(),
                        row.receivedAt(),
                        row.parts().stream().map(Part::keyId).toList(),
                        List.of()))
                .toList();
    }

    private static PersonalRecord record(SubmissionOfPerson found, FormTitles titles) {
        return new PersonalRecord(
                ref(found.id()),
                found.form().form().toString(),
                Caption.given(titles.title(found.form())),
                found.reference(),
                found.receivedAt(),
                found.theirKeys(),
                found.parts().stream()
                        .filter(part -> !part.theirs())
                        .map(PartOwner::keyId)
                        .toList());
    }

    private static RecordRef ref(SubmissionId id) {
        return new RecordRef(FEATURE, id.value());
    }

    // --- Opened ---

    @Override
    public List<OpenedRecord> open(List<PersonalRecord> records, Opener vault) {
        List<SubmissionId> ids =
                records.stream().map(each -> new SubmissionId(each.ref().id())).toList();
        Map<UUID, SubmissionRow> rows = submissions.byIds(ids).stream()
                .collect(Collectors.toMap(row -> row.id().value(), Function.identity()));
        Map<SubmissionId, List<NoteRow>> notes = submissions.notesOf(ids);
        List<Theirs> all = new ArrayList<>();
        for (PersonalRecord record : records) {
            SubmissionRow row = rows.get(record.ref().id());
            if (row != null) all.add(Theirs.of(record, row, notes));
        }
        Openings openings = vault.openAll(all.stream().flatMap(Theirs::sealed).toList());
        var titles = new FormTitles(forms);
        return all.stream().map(each -> each.opened(openings, titles)).toList();
    }

    /** What of a submission is the person's own: others' parts are never opened here. */
    private record Theirs(PersonalRecord record, FormVersion form, List<Part> parts, List<NoteRow> notes) {

        static Theirs of(PersonalRecord record, SubmissionRow row, Map<SubmissionId, List<NoteRow>> notes) {
            Set<UUID> keys = new HashSet<>(record.theirs());
            return new Theirs(
                    record,
                    row.form(),
                    row.parts().stream()
                            .filter(part -> keys.contains(part.keyId()))
                            .toList(),
                    notes.getOrDefault(row.id(), List.of()).stream()
                            .filter(note -> keys.contains(note.keyId()))
                            .toList());
        }

        Stream<Sealed<?>> sealed() {
            return Stream.concat(
                    parts.stream().filter(Part.Held.class::isInstance).map(part -> ((Part.Held) part).answers()),
                    notes.stream().flatMap(NoteRow::sealed));
        }

        OpenedRecord opened(Openings openings, FormTitles titles) {
            List<RecordPart> opened = new ArrayList<>();
            for (Part part : parts)
                opened.add(new RecordPart(
                        Source.SENDER,
                        Content.of(
                                () -> part.in(openings),
                                answers -> values(answers, titles.fields(form, part.person())))));
            for (NoteRow note : notes)
                opened.add(new RecordPart(
                        Source.STAFF,
                        Content.of(
                                () -> note.in(openings),
                                text -> List.of(new Value.Text(Caption.keyed("privacy.note"), text.text())))));
            return new OpenedRecord(record, opened);
        }
    }

    private static List<Value> values(Answers answers, List<Field> fields) {
        List<Value> values = new ArrayList<>();
        for (Field field : fields) {
            List<String> answer = answers.values().getOrDefault(field.id(), List.of());
            if (!answer.isEmpty()) values.add(value(field, answer));
        }
        return values;
    }

    private static Value value(Field field, List<String> answer) {
        Caption caption = Caption.given(field.label());
        if (field.type() == FieldType.FILE)
            try {
                UploadedFile file = UploadedFile.of(answer);
                return new Value.File(caption, file.id(), file.name(), file.size());
            } catch (IllegalArgumentException _) {
                // The question was of another type once: it is shown as it is
            }
        return new Value.Text(caption, AnswerText.of(field, answer));
    }

    // --- All that there is ---

    /** Each half ends at so many by itself: what follows is not gone through for each page. */
    private static final String LIVING = """
            SELECT * FROM (
                (SELECT submission, 0 AS kind, person, CAST(? AS uuid) AS note, token FROM read_submissions.part
                 WHERE token IS NOT NULL AND submission >= CAST(? AS uuid)
                   AND (submission, 0, person, CAST(? AS uuid)) > (CAST(? AS uuid), ?, ?, CAST(? AS uuid))
                 ORDER BY submission, person LIMIT ?)
                UNION ALL
                (SELECT submission, 1, 0, note, token FROM read_submissions.note
                 WHERE token IS NOT NULL AND submission >= CAST(? AS uuid)
                   AND (submission, 1, 0, note) > (CAST(? AS uuid), ?, ?, CAST(? AS uuid))
                 ORDER BY submission, note LIMIT ?)) AS living
            ORDER BY submission, kind, person, note LIMIT ?
            """;

    private static final UUID ZERO = new UUID(0, 0);

    /** Where a reading of all tokens is: a place in the order of {@link #LIVING}. */
    private record Place(UUID submission, int kind, int person, UUID note) {

        static final Place BEGINNING = new Place(ZERO, -1, -1, ZERO);

        static Place read(String text) {
            String[] parts = text.split(" ", -1);
            return new Place(
                    UUID.fromString(parts[0]),
                    Integer.parseInt(parts[1]),
                    Integer.parseInt(parts[2]),
                    UUID.fromString(parts[3]));
        }

        @Override
        public String toString() {
            return submission + " " + kind + " " + person + " " + note;
        }
    }

    @Override
    public LivingTokens living(@Nullable String after, int most) {
        Place from = after == null ? Place.BEGINNING : Place.read(after);
        List<Place> places = new ArrayList<>();
        List<LivingToken> tokens = database.sql(LIVING)
                .params(
                        ZERO,
                        from.submission(),
                        ZERO,
                        from.submission(),
                        from.kind(),
                        from.person(),
                        from.note(),
                        most,
                        from.submission(),
                        from.submission(),
                        from.kind(),
                        from.person(),
                        from.note(),
                        most,
                        most)
                .query((row, _) -> {
                    SubmissionId id = new SubmissionId(row.getObject("submission", UUID.class));
                    int kind = row.getInt("kind");
                    int person = row.getInt("person");
                    places.add(new Place(id.value(), kind, person, row.getObject("note", UUID.class)));
                    byte[] token = row.getBytes("token");
                    Sealed<?> sealed = kind == 0
                            ? Answers.ANSWERS.part(person + 1).at(id, Personal.stored(token))
                            : Note.NOTE.at(id, Personal.stored(token));
                    return new LivingToken(ref(id), sealed);
                })
                .list();
        return new LivingTokens(
                tokens, tokens.size() < most ? null : places.getLast().toString());
    }

    @Override
    public long tidy(Consumer<Consumer<DestroyedKey>> destroyed) {
        return tidying.tidy(destroyed);
    }

    // --- Where copies went, and what is done with it ---

    /** An export names what was asked for and not each record: it may have been in any of its form since. */
    @Override
    public List<Copy> copies(Collection<RecordRef> records) {
        return database.sql("""
                        SELECT s.id, e.at FROM read_submissions.submission s
                        JOIN read_audit.entry e ON e.kind = 'data.exported' AND e.at >= s.received_at
                             AND (e.subject = s.form OR e.subject IS NULL)
                        WHERE s.id = ANY (CAST(? AS uuid[])) ORDER BY e.position, s.id
                        """)
                .param(Submissions.array(records.stream()
                        .filter(each -> each.feature().equals(FEATURE))
                        .map(RecordRef::id)))
                .query((row, _) -> new Copy(
                        new RecordRef(FEATURE, row.getObject("id", UUID.class)),
                        Caption.keyed("records.copy.export"),
                        Submissions.instant(row, "at"),
                        false))
                .list();
    }

    @Override
    public List<RegisterEntry> register() {
        Map<FormId, FormDefinition> published = forms.inUse().stream()
                .collect(Collectors.toMap(each -> each.version().form(), Forms.Published::definition));
        return published.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.comparing(FormDefinition::title)))
                .map(each -> entry(each.getValue()))
                .toList();
    }

    private static RegisterEntry entry(FormDefinition form) {
        Processing says = form.processing();
        boolean others = form.fields().stream().anyMatch(field -> field.person() > 0);
        return new RegisterEntry(
                FEATURE,
                Caption.given(form.title()),
                Caption.given(says.purpose()),
                says.lawfulBasis() == null
                        ? Caption.keyed("records.basis.none")
                        : Caption.keyed("forms.basis." + says.lawfulBasis()),
                Caption.keyed(others ? "records.submissions.people.others" : "records.submissions.people"),
                form.fields().stream()
                        .filter(field -> field.handling().dataClass() != DataClass.NOT_PERSONAL)
                        .map(field -> Caption.given(field.label()))
                        .toList(),
                Caption.given(says.seenBy()),
                DueSubmissions.rule(Optional.of(says)));
    }
}
