package dev.lethe.ui.forms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.model.Condition;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.command.forms.model.LawfulBasis;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.command.forms.model.Processing;
import dev.lethe.ui.forms.Differences.Difference;
import dev.lethe.ui.forms.Differences.Kind;
import dev.lethe.ui.forms.Differences.Piece;
import dev.lethe.ui.forms.Differences.Section;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.ResourceBundleMessageSource;

class DifferencesTest {

    private final Differences differences = new Differences(new FormTexts(messages()));

    private static ResourceBundleMessageSource messages() {
        ResourceBundleMessageSource texts = new ResourceBundleMessageSource();
        texts.setBasename("messages/forms");
        texts.setDefaultEncoding("UTF-8");
        return texts;
    }

    private static Field field(int number, String label) {
        return new Field(
                FieldId.of(number),
                FieldType.RADIOS,
                label,
                "",
                true,
                List.of("Yes", "No"),
                null,
                0,
                Identifies.NOBODY);
    }

    private static FormDefinition form(String title, Field... fields) {
        return new FormDefinition(
                title,
                "a-form",
                "",
                List.of("You"),
                List.of(fields),
                "Send",
                "Thank you",
                "",
                new Processing("To mend it", LawfulBasis.PUBLIC_TASK, "Highways", 30));
    }

    @Test
    void a_form_does_not_differ_from_itself() {
        assertThat(differences.between(form("A", field(1, "Q")), form("A", field(1, "Q"))))
                .isEmpty();
    }

    @Test
    void questions_are_told_apart_by_their_ids_and_not_by_their_labels() {
        List<Section> sections = differences.between(
                form("A", field(1, "Submit time"), field(2, "Submit time")),
                form("A", field(2, "Sent at"), field(3, "Submit time")));
        assertThat(sections)
                .extracting(Section::title, Section::kind)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("1. Sent at", Kind.CHANGED),
                        org.assertj.core.groups.Tuple.tuple("2. Submit time", Kind.ADDED),
                        org.assertj.core.groups.Tuple.tuple("1. Submit time", Kind.REMOVED));
        assertThat(sections.getFirst().differences()).singleElement().satisfies(one -> {
            assertThat(one.label()).isEqualTo("Question");
            assertThat(text(one.before())).isEqualTo("Submit time");
            assertThat(text(one.after())).isEqualTo("Sent at");
        });
    }

    @Test
    void a_question_that_comes_or_goes_does_not_move_the_others_but_somebody_who_moves_them_does() {
        assertThat(differences.between(
                        form("A", field(1, "One"), field(2, "Two"), field(3, "Three")),
                        form("A", field(4, "Four"), field(1, "One"), field(3, "Three"))))
                .extracting(Section::title)
                .containsExactly("1. Four", "2. Two");
        assertThat(differences.between(
                        form("A", field(1, "One"), field(2, "Two")), form("A", field(2, "Two"), field(1, "One"))))
                .singleElement()
                .satisfies(order -> {
                    assertThat(order.title()).isEqualTo("Order of the questions");
                    assertThat(text(order.differences().getFirst().before())).isEqualTo("1. One\n2. Two");
                    assertThat(text(order.differences().getFirst().after())).isEqualTo("1. Two\n2. One");
                });
    }

    @Test
    void all_that_can_be_set_can_be_seen_to_differ() {
        FormDefinition before = form("A", field(1, "One"), field(2, "Two"));
        Field asked = field(2, "Two").askedIf(List.of(new Condition(FieldId.of(1), List.of("Yes"))));
        FormDefinition after = form("A", field(1, "One"), asked)
                .with(Layout.PAGE_PER_QUESTION)
                .embeddedBy(List.of("https://example.org"))
                .with(new Processing("To mend it", LawfulBasis.PUBLIC_TASK, "Highways", null));
        assertThat(differences.between(before, after).stream()
                        .flatMap(section -> section.differences().stream())
                        .map(one -> one.label() + ": " + text(one.before()) + " > " + text(one.after())))
                .containsExactly(
                        "Asked after:  > One: Yes",
                        "How long it is kept: 30 days > Until it is erased",
                        "How the questions are asked: All questions on one page > One question on each page, then check the"
                                + " answers",
                        "Websites that may show this form: None > https://example.org");
    }

    @Test
    void words_that_went_and_words_that_came_are_marked() {
        Difference changed = Differences.changed("Label", "Your name", "Your full name");
        assertThat(changed.before()).containsExactly(new Piece("Your name", false));
        assertThat(changed.after())
                .containsExactly(new Piece("Your ", false), new Piece("full ", true), new Piece("name", false));
    }

    /** Whatever the texts are, both can be read whole, and what is not marked is the same in both. */
    @Test
    void no_word_of_either_text_is_lost() {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            String before = words(random);
            String after = words(random);
            Difference changed = Differences.changed("Label", before, after);
            assertThat(text(changed.before())).isEqualTo(before);
            assertThat(text(changed.after())).isEqualTo(after);
            assertThat(unmarked(changed.before())).isEqualTo(unmarked(changed.after()));
        }
    }

    private static String words(Random random) {
        StringBuilder words = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--)
            words.append(List.of("a", "bb", "c", "  ", "\n", " ", "d ").get(random.nextInt(7)));
        return words.toString();
    }

    private static String text(List<Piece> pieces) {
        return pieces.stream().map(Piece::text).collect(Collectors.joining());
    }

    private static String unmarked(List<Piece> pieces) {
        return pieces.stream()
                .filter(piece -> !piece.differs())
                .map(Piece::text)
                .collect(Collectors.joining());
    }
}
