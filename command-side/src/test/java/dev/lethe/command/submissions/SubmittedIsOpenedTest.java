package dev.lethe.command.submissions;

import static dev.lethe.command.forms.FormBuilder.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.FormBuilder;
import dev.lethe.command.forms.FormProblems;
import dev.lethe.command.forms.events.Field;
import dev.lethe.command.forms.events.FieldId;
import dev.lethe.command.forms.events.FieldType;
import dev.lethe.command.forms.events.FormVersion;
import dev.lethe.command.forms.events.Identifies;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.command.submissions.events.Answers;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Opened.Known;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    @Provide
    Arbitrary<List<Tuple3<FieldType, Integer, List<String>>>> questions() {
        return Arbitraries.of(FieldType.values())
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
            case SINGLE_LINE -> text(255, false);
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
