package dev.lethe.promises;

import static dev.lethe.ui.TestForms.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestForms;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Published;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;

/** Generated forms and answers, from the intake through the read models to what an editor reads. */
class SubmittedIsReportedTest {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.UK);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm", Locale.UK);

    private static TestLethe lethe;
    private static Client reader;

    @BeforeContainer
    static void start() throws IOException {
        lethe = TestLethe.start(Files.createTempDirectory("lethe-reported"));
        reader = lethe.member("Casey Worker", Role.CASEWORKER).client();
    }

    @AfterContainer
    static void stop() {
        lethe.close();
    }

    /**
     * A question and its answer.
     *
     * @param text in a text; blank for none
     * @param minute on a day, and at a time
     */
    record Answered(FieldType type, String text, LocalDateTime minute) {

        /** Names and values in turn. */
        List<String> typed(String id) {
            List<String> typed = new ArrayList<>();
            if (type == FieldType.DATE || type == FieldType.DATE_TIME) {
                typed.addAll(List.of(id + "-day", String.valueOf(minute.getDayOfMonth())));
                typed.addAll(List.of(id + "-month", String.valueOf(minute.getMonthValue())));
                typed.addAll(List.of(id + "-year", String.valueOf(minute.getYear())));
            }
            switch (type) {
                case DATE -> {}
                case DATE_TIME -> {
                    typed.addAll(List.of(id + "-hour", String.valueOf(minute.getHour())));
                    typed.addAll(List.of(id + "-minute", String.valueOf(minute.getMinute())));
                }
                case CHECKBOX -> typed.addAll(List.of(id, "yes"));
                case NUMBER -> typed.addAll(List.of(id, "-" + minute.getDayOfYear() + ".50"));
                case POSTCODE -> typed.addAll(List.of(id, "hp201uy"));
                default -> typed.addAll(List.of(id, text));
            }
            return typed;
        }

        String shown() {
            return switch (type) {
                case DATE -> DAY.format(minute);
                case DATE_TIME -> MINUTE.format(minute);
                case CHECKBOX -> "Yes";
                case NUMBER -> "-" + minute.getDayOfYear() + ".50";
                case POSTCODE -> "HP20 1UY";
                default -> text.isBlank() ? "–No answer" : text.strip();
            };
        }
    }

    @Property(tries = 15)
    void what_was_submitted_is_what_the_report_shows(@ForAll("answered") List<Answered> questions) {
        check(questions);
    }

    @Example
    void f3_an_hour_that_the_clocks_leave_out_is_shown_as_it_was_answered() {
        check(List.of(new Answered(FieldType.DATE_TIME, "", LocalDateTime.of(2026, 3, 29, 1, 30))));
    }

    private static void check(List<Answered> questions) {
        List<Field> fields = new ArrayList<>();
        List<String> typed = new ArrayList<>();
        for (Answered question : questions) {
            int number = fields.size() + 1;
            fields.add(question(number, question.type(), "Question " + number));
            typed.addAll(question.typed("q" + number));
        }
        Published form = lethe.publish(TestForms.form("Generated", null, fields.toArray(Field[]::new)));
        lethe.readers(form, Set.of(), Role.CASEWORKER);
        Accepted sent = lethe.bring(form, Instant.parse("2026-03-02T09:00:00Z"), typed.toArray(String[]::new));
        lethe.settle();

        List<String> expected = questions.stream().map(Answered::shown).toList();
        assertThat(read(reader.page("/staff/submissions/" + sent.submission()).select("main dl dd")))
                .isEqualTo(expected);
        Elements cells = reader.page("/staff/submissions/forms/" + form.id())
                .select("main tbody tr:contains(" + sent.reference() + ") > td");
        assertThat(read(cells).subList(cells.size() - questions.size(), cells.size()))
                .isEqualTo(expected);
    }

    /** Every character of it, and the line breaks as a page has them. */
    private static List<String> read(Elements cells) {
        return cells.stream().map(Element::wholeText).map(String::strip).toList();
    }

    @Provide
    Arbitrary<List<Answered>> answered() {
        Arbitrary<FieldType> types = Arbitraries.of(
                FieldType.SINGLE_LINE,
                FieldType.MULTI_LINE,
                FieldType.HIDDEN,
                FieldType.DATE,
                FieldType.DATE_TIME,
                FieldType.CHECKBOX,
                FieldType.NUMBER,
                FieldType.POSTCODE);
        Arbitrary<String> texts = Arbitraries.strings()
                .withChars('a', 'Ω', '<', '>', '&', '"', '\'', '=', '{', '}', '$', ' ', '\u202e', '\u0301', '１')
                .ofMaxLength(40);
        Arbitrary<LocalDateTime> minutes = Arbitraries.integers()
                .between(0, 40_000_000)
                .map(minute -> LocalDateTime.of(1970, 1, 1, 0, 0).plusMinutes(minute));
        return Combinators.combine(types, texts, minutes)
                .as(Answered::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
    }
}
