package dev.lethe.command.submissions;

import static dev.lethe.command.forms.FormBuilder.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.FormBuilder;
import dev.lethe.command.forms.FormProblems;
import dev.lethe.command.forms.model.Condition;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FileKind;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.command.forms.model.Limits;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.command.submissions.model.UploadedFile;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Opened.Known;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple3;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Generated forms of every type of question, for one to three people, and generated answers, all the way and back. */
class SubmittedIsOpenedTest {

    private static IntakeApplication application;

    @BeforeContainer
    static void start() throws IOException {
        application = new IntakeApplication(Files.createTempDirectory("lethe-intake"));
    }

    @AfterContainer
    static void stop() {
        application.close();
    }

    @Property(tries = 30)
    void what_was_submitted_is_what_opens(
            @ForAll("questions") List<Tuple3<FieldType, Integer, List<String>>> questions) {
        FormBuilder form = form().slug("slug-" + UUID.randomUUID()).people("You", "Second", "Third");
        List<Map<FieldId, List<String>>> expected =
                List.of(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        Map<String, List<String>> typed = new HashMap<>();
        // Each further person is asked something, or the form could not be published.
        form.field(1, FieldType.SINGLE_LINE, 1, Identifies.NOBODY).field(2, FieldType.EMAIL, 2, Identifies.EMAIL);
        int number = 3;
        for (var question : questions) {
            FieldId id = FieldId.of(number++);
            FieldType type = question.get1();
            List<String> answer = question.get3();
            form.field(new Field(
                    id, type, "Question", "", false, choices(type), null, question.get2(), Identifies.NOBODY));
            if (!answer.isEmpty()) expected.get(question.get2()).put(id, answer);
            if (type == FieldType.DATE && !answer.isEmpty()) {
                String[] parts = answer.getFirst().split("-");
                typed.put(id + "-day", List.of(parts[2]));
                typed.put(id + "-month", List.of(parts[1]));
                typed.put(id + "-year", List.of(parts[0]));
            } else if (type == FieldType.DATE_TIME && !answer.isEmpty()) {
                String[] parts = answer.getFirst().split("[-T:]");
                List<String> inTyped = List.of(parts[2], parts[1], parts[0], parts[3], parts[4]);
                for (int i = 0; i < 5; i++) typed.put(id + "-" + InputNames.DATE_TIME.get(i), List.of(inTyped.get(i)));
            } else if (type == FieldType.ADDRESS && !answer.isEmpty()) {
                for (int i = 0; i < 5; i++)
                    typed.put(id + "-" + InputNames.ADDRESS.get(i), List.of(" " + answer.get(i)));
            } else {
                typed.put(
                        id.value(),
                        answer.stream().map(text -> " \t" + text + "\r\n").toList());
            }
        }
        assertThat(FormProblems.ofPublication(form.build())).isEmpty();
        FormVersion version = application.publish(form.build());

        Outcome outcome =
                application.intake().submit(version.form(), application.intake().begin(version), typed);

        assertThat(outcome).isInstanceOf(Accepted.class);
        List<Map<FieldId, List<String>>> opened = new ArrayList<>();
        for (Opened<Answers> part : application.opened(((Accepted) outcome).submission()))
            opened.add(((Known<Answers>) part).value().values());
        assertThat(opened).isEqualTo(expected);
    }

    /**
     * A question, perhaps asked only after a certain answer to an earlier one.
     *
     * @param parent which of the earlier ones that can decide, counted round; and none where there is none
     * @param answer which of what can be answered
     */
    record Asked(FieldType type, boolean conditional, int parent, boolean opens, int answer) {}

    @Property(tries = 25)
    void what_applies_is_what_opens_in_every_layout_and_files_come_back(
            @ForAll Layout layout, @ForAll("asked") List<Asked> questions) throws IOException {
        List<Field> fields = new ArrayList<>();
        Map<FieldId, String> deciding = new LinkedHashMap<>();
        Map<FieldId, byte[]> contents = new HashMap<>();
        Map<FieldId, List<String>> expected = new LinkedHashMap<>();
        Set<FieldId> applies = new HashSet<>();
        Map<FieldId, UploadedFile> files = new LinkedHashMap<>();
        Map<String, List<String>> typed = new HashMap<>();
        for (int i = 0; i < questions.size(); i++) {
            Asked question = questions.get(i);
            FieldId id = FieldId.of(i + 1);
            List<FieldId> before = List.copyOf(deciding.keySet());
            List<Condition> conditions = List.of();
            boolean asked = true;
            if (layout == Layout.PAGE_PER_QUESTION && question.conditional() && !before.isEmpty()) {
                FieldId parent = before.get(question.parent() % before.size());
                boolean box = fields.get(parent.number() - 1).type() == FieldType.CHECKBOX;
                String opening = box ? "yes" : question.opens() ? "First" : "Second";
                conditions = List.of(new Condition(parent, List.of(opening)));
                asked = applies.contains(parent) && opening.equals(deciding.get(parent));
            }
            if (asked) applies.add(id);
            Field field = new Field(
                            id,
                            question.type(),
                            "Question",
                            "",
                            false,
                            listed(question.type()),
                            null,
                            0,
                            Identifies.NOBODY)
                    .askedIf(conditions)
                    .within(limits(question.type()));
            fields.add(field);
            List<String> answer = List.of();
            switch (question.type()) {
                case RADIOS, CHECKBOX -> {
                    String chosen = question.type() == FieldType.CHECKBOX
                            ? question.answer() % 2 == 0 ? "yes" : ""
                            : listed(question.type()).get(question.answer() % 3);
                    deciding.put(id, chosen);
                    if (!chosen.isEmpty()) answer = List.of(chosen);
                }
                case FILE -> {
                    byte[] content = SomeFiles.pdf(20 + question.answer());
                    var upload = application.uploads().receive(field, "a.pdf", new ByteArrayInputStream(content));
                    UploadedFile file = ((Upload.Stored) upload).file();
                    contents.put(id, content);
                    if (asked) files.put(id, file);
                    answer = file.answer();
                }
                default -> answer = List.of("AB" + "%06d".formatted(question.answer()));
            }
            if (asked && !answer.isEmpty()) expected.put(id, answer);
            if (question.type() != FieldType.FILE) typed.put(id.value(), answer);
        }
        FormDefinition form =
                form().slug("slug-" + UUID.randomUUID()).build().with(fields).with(layout);
        assertThat(FormProblems.ofPublication(form)).isEmpty();
        FormVersion version = application.publish(form);
        contents.keySet().forEach(id -> {
            UploadedFile file = files.get(id);
            // One that does not apply travels along like any other answer.
            if (file != null)
                typed.put(id.value(), List.of(application.uploads().token(version, id, file)));
        });

        Outcome outcome =
                application.intake().submit(version.form(), application.intake().begin(version), typed);

        SubmissionId submission = ((Accepted) outcome).submission();
        Opened<Answers> opened = application.opened(submission).getFirst();
        assertThat(((Known<Answers>) opened).value().values()).isEqualTo(expected);
        UUID keyId = application
                .stored(submission)
                .getFirst()
                .parts()
                .getFirst()
                .answers()
                .keyId();
        for (var file : files.entrySet()) {
            Opened<InputStream> content = application.files().open(submission, file.getKey(), keyId, file.getValue());
            try (InputStream in = ((Known<InputStream>) content).value()) {
                assertThat(in.readAllBytes()).isEqualTo(contents.get(file.getKey()));
            }
        }
    }

    private static List<String> listed(FieldType type) {
        return type == FieldType.RADIOS ? List.of("First", "Second", "Third") : List.of();
    }

    private static Limits limits(FieldType type) {
        return switch (type) {
            case SINGLE_LINE -> new Limits(8, "[A-Z]{2}[0-9]+", "Two capitals and a number", List.of(), null);
            case FILE -> new Limits(null, "", "", List.of(FileKind.PDF), 1);
            default -> Limits.NONE;
        };
    }

    @Provide
    Arbitrary<List<Asked>> asked() {
        return Combinators.combine(
                        Arbitraries.of(FieldType.RADIOS, FieldType.CHECKBOX, FieldType.SINGLE_LINE, FieldType.FILE),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 300_000))
                .as(Asked::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(10);
    }

    @Provide
    Arbitrary<List<Tuple3<FieldType, Integer, List<String>>>> questions() {
        // Files do not come with the answers: their own test sends them.
        return Arbitraries.of(EnumSet.complementOf(EnumSet.of(FieldType.FILE)))
                .flatMap(type -> Combinators.combine(
                                Arbitraries.just(type), Arbitraries.integers().between(0, 2), answers(type))
                        .as(Tuple::of))
                .list()
                .ofMaxSize(12);
    }

    private static List<String> choices(FieldType type) {
        return switch (type) {
            case CHECKBOXES, DROPDOWN, RADIOS -> List.of("First", "Zweite ü", "Third, \"with\" <marks> & 'more'");
            default -> List.of();
        };
    }

    /** Empty for a question that was left blank. */
    private static Arbitrary<List<String>> answers(FieldType type) {
        Arbitrary<String> one = switch (type) {
            case SINGLE_LINE, HIDDEN -> text(255, false);
            case POSTCODE -> Arbitraries.of("HP20 1UY", "W1A 0AX", "M1 1AE");
            case DATE_TIME ->
                Arbitraries.integers()
                        .between(0, 40_000_000)
                        .map(minute -> LocalDateTime.of(1970, 1, 1, 0, 0)
                                .plusMinutes(minute)
                                .toString());
            case ADDRESS, FILE -> Arbitraries.just("of several parts");
            case MULTI_LINE -> text(2_000, true);
            case EMAIL -> Arbitraries.of("ann@example.com", "Ann.O'Neil+x@Example.co.uk", "ann@bücher.example");
            case TELEPHONE -> Arbitraries.of("01632 960 001", "+44 808 157 0192");
            case URL -> Arbitraries.of("example.com", "https://www.example.com/a?b=c#d");
            case NUMBER ->
                Arbitraries.bigDecimals()
                        .between(new java.math.BigDecimal("-1e30"), new java.math.BigDecimal("1e30"))
                        .ofScale(3)
                        .map(number -> number.toPlainString());
            case DATE ->
                Arbitraries.integers()
                        .between(-700_000, 2_000_000)
                        .map(day -> LocalDate.ofEpochDay(day).toString());
            case CHECKBOX -> Arbitraries.of("yes");
            case CHECKBOXES, DROPDOWN, RADIOS -> Arbitraries.of(choices(type));
        };
        if (type == FieldType.ADDRESS)
            return Arbitraries.of(
                    List.of(),
                    List.of("1 High Street", "", "Aylesbury", "", "HP20 1UY"),
                    List.of("Flat 2", "Zoë's House", "Wing", "Bucks", "LU7 0NS"));
        if (type == FieldType.CHECKBOXES)
            return Arbitraries.of(choices(type))
                    .set()
                    .map(chosen ->
                            choices(type).stream().filter(chosen::contains).toList());
        return one.list().ofMaxSize(1);
    }

    /** Any text that survives trimming: letters at its ends, and between them everything but controls and halves. */
    private static Arbitrary<String> text(int most, boolean lines) {
        Arbitrary<String> inner = Arbitraries.strings()
                .withCharRange('\u0020', '\u007E')
                .withCharRange('\u00A0', '\u2027')
                .withCharRange('\u202A', '\uD7FF')
                .withCharRange('\uE000', '\uFFFD')
                .withChars(lines ? new char[] {'\n', '\t'} : new char[] {' '})
                .ofMaxLength(most - 4);
        return inner.map(text -> "a" + text + "😀z");
    }
}
