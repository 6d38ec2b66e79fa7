package dev.lethe.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.ui.Client;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two editors of one form, and editors who click twice: no change is lost, and none is made that nobody asked for. */
@Tag("process")
class EditorPagesTest {

    private static final String MEANWHILE = "This form was changed after you opened this page";

    @TempDir
    static Path home;

    private static RunningLethe lethe;
    private static Client one;
    private static Client other;

    private String form = "";

    @BeforeAll
    static void start() {
        lethe = RunningLethe.serve(home, Map.of(), "--demo");
        one = new Council(lethe).editor();
        other = new Council(lethe).editor();
    }

    @AfterAll
    static void stop() {
        if (lethe != null) lethe.close();
    }

    @BeforeEach
    void beginAForm() {
        Document page = one.page("/staff/forms/new");
        form = pathOf(one.submit(formOf(page), "title", "Form " + UUID.randomUUID()));
        ask("First question");
    }

    private void ask(String question) {
        Document page = one.page(form + "/fields/new?type=SINGLE_LINE&chosen=true");
        one.submit(formOf(page), question(question));
    }

    private static String[] question(String label) {
        return new String[] {
            "label", label,
            "help", "",
            "identifies", "NOBODY",
            "dataClass", "PERSONAL",
            "exportable", "true"
        };
    }

    private static String[] texts(String title, String introduction) {
        return new String[] {
            "title", title,
            "slug", "a-slug",
            "introduction", introduction,
            "actionText", "Send",
            "thankYouHeading", "Thank you",
            "thankYouText", ""
        };
    }

    private static String[] dataUse(String purpose) {
        return new String[] {"purpose", purpose, "seenBy", "Highways", "retention", "30"};
    }

    private static Element formOf(Document page) {
        return page.selectFirst("main form");
    }

    private static String pathOf(Document page) {
        return page.location().replaceFirst("^http://[^/]+", "").replaceFirst("[?#].*$", "");
    }

    @Test
    void of_two_editors_of_the_texts_the_second_is_told_and_nothing_is_lost() {
        Document ours = one.page(form + "/details");
        Document theirs = other.page(form + "/details");
        other.submit(formOf(theirs), texts("Their title", "Their introduction"));

        Document refused = one.submit(formOf(ours), texts("Our title", "Our introduction"));

        assertThat(refused.title()).startsWith("Error: ");
        assertThat(refused.select(".govuk-error-summary").text()).contains(MEANWHILE);
        assertThat(refused.select("input[name=title]").val()).isEqualTo("Our title");
        assertThat(refused.select("textarea[name=introduction]").val()).isEqualTo("Our introduction");
        assertThat(refused.select("#now").text()).contains("Their title", "Their introduction");
        assertThat(one.page(form).text()).contains("Their title").doesNotContain("Our title");

        Document saved = one.submit(formOf(refused), texts("Our title", "Their introduction"));
        assertThat(saved.title()).doesNotStartWith("Error: ");
        assertThat(saved.text()).contains("Our title", "Their introduction");
    }

    @Test
    void a_change_elsewhere_in_the_form_is_not_undone_by_a_page_that_was_opened_before_it() {
        Document ours = one.page(form + "/data-use");
        Document people = other.page(form + "/people");
        other.submit(formOf(people), "people-1", "The neighbour");

        Document refused = one.submit(formOf(ours), dataUse("To help"));

        assertThat(refused.text()).contains(MEANWHILE);
        assertThat(refused.select("textarea[name=purpose]").val()).isEqualTo("To help");
        Document saved = one.submit(formOf(refused), dataUse("To help"));
        assertThat(saved.text()).contains("To help", "The neighbour");
    }

    @Test
    void people_that_were_changed_meanwhile_are_shown_beside_what_was_typed() {
        Document ours = one.page(form + "/people");
        Document theirs = other.page(form + "/people");
        other.submit(formOf(theirs), "people-1", "The neighbour");

        Document refused = one.submit(formOf(ours), "people-1", "The landlord");

        assertThat(refused.text()).contains(MEANWHILE);
        assertThat(refused.select("input[name=people-1]").val()).isEqualTo("The landlord");
        assertThat(refused.select("#now").text()).contains("The neighbour");
    }

    @Test
    void a_question_that_somebody_removed_meanwhile_comes_back_only_as_a_new_one() {
        Document ours = one.page(form + "/fields/q1");
        Document overview = other.page(form);
        other.submit(Client.formWith(overview, "button:contains(Remove)"));

        Document refused = one.submit(formOf(ours), question("First question, in better words"));

        assertThat(refused.text()).contains(MEANWHILE);
        assertThat(refused.select("input[name=label]").val()).isEqualTo("First question, in better words");
        Document saved = one.submit(formOf(refused), question("First question, in better words"));
        assertThat(saved.select("#q2")).hasSize(1);
        assertThat(saved.text()).contains("First question, in better words");
    }

    @Test
    void a_question_is_not_moved_or_removed_on_a_page_that_is_older_than_the_form() {
        ask("Second question");
        Document ours = one.page(form);
        Document theirs = other.page(form + "/fields/q2");
        other.submit(formOf(theirs), question("Another second question"));

        for (String button : List.of("Move up", "Remove")) {
            Document refused = one.submit(Client.formWith(ours, "button:contains(" + button + ")"));

            assertThat(refused.text())
                    .as(button)
                    .contains(MEANWHILE, "1. First question", "2. Another second question");
            Document mended = one.submit(Client.formWith(refused, "button:contains(" + button + ")"));
            assertThat(mended.text()).as(button).doesNotContain(MEANWHILE);
            if (button.equals("Move up")) {
                assertThat(mended.text()).contains("1. Another second question", "2. First question");
                one.submit(Client.formWith(mended, "button:contains(Move up)"));
            }
        }
    }

    @Test
    void what_is_sent_twice_is_made_once() {
        Document page = one.page("/staff/forms/new");
        String title = "Form " + UUID.randomUUID();
        Document first = one.submit(formOf(page), "title", title);
        Document second = one.submit(formOf(page), "title", title);
        assertThat(pathOf(second)).isEqualTo(pathOf(first));
        assertThat(one.page("/staff/forms").select("a:containsOwn(" + title + ")"))
                .hasSize(1);
        Document another = one.submit(formOf(page), "title", title + " too");
        assertThat(pathOf(another)).isNotEqualTo(pathOf(first));

        Document asking = one.page(form + "/fields/new?type=SINGLE_LINE&chosen=true");
        one.submit(formOf(asking), question("Asked once"));
        Document asked = one.submit(formOf(asking), question("Asked once"));
        assertThat(asked.text()).containsOnlyOnce("2. Asked once").doesNotContain("3.", MEANWHILE);

        Document details = one.page(form + "/details");
        one.submit(formOf(details), texts("Saved once", ""));
        assertThat(one.submit(formOf(details), texts("Saved once", "")).text())
                .contains("Saved once")
                .doesNotContain(MEANWHILE);
    }
}
