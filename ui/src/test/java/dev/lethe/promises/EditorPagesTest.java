package dev.lethe.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.promises.Client.Pair;
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
        Document page = one.get("/staff/forms/new");
        form = pathOf(one.post(page, formOf(page), List.of(new Pair("title", "Form " + UUID.randomUUID()))));
        ask("First question");
    }

    private void ask(String question) {
        Document page = one.get(form + "/fields/new?type=SINGLE_LINE&chosen=true");
        one.post(page, formOf(page), question(question));
    }

    private static List<Pair> question(String label) {
        return List.of(
                new Pair("label", label),
                new Pair("help", ""),
                new Pair("identifies", "NOBODY"),
                new Pair("dataClass", "PERSONAL"),
                new Pair("exportable", "true"));
    }

    private static List<Pair> texts(String title, String introduction) {
        return List.of(
                new Pair("title", title),
                new Pair("slug", "a-slug"),
                new Pair("introduction", introduction),
                new Pair("actionText", "Send"),
                new Pair("thankYouHeading", "Thank you"),
                new Pair("thankYouText", ""));
    }

    private static List<Pair> dataUse(String purpose) {
        return List.of(new Pair("purpose", purpose), new Pair("seenBy", "Highways"), new Pair("retention", "30"));
    }

    private static Element formOf(Document page) {
        return page.selectFirst("main form");
    }

    private static String pathOf(Document page) {
        return page.location().replaceFirst("^http://[^/]+", "").replaceFirst("[?#].*$", "");
    }

    @Test
    void of_two_editors_of_the_texts_the_second_is_told_and_nothing_is_lost() {
        Document ours = one.get(form + "/details");
        Document theirs = other.get(form + "/details");
        other.post(theirs, formOf(theirs), texts("Their title", "Their introduction"));

        Document refused = one.post(ours, formOf(ours), texts("Our title", "Our introduction"));

        assertThat(refused.title()).startsWith("Error: ");
        assertThat(refused.select(".govuk-error-summary").text()).contains(MEANWHILE);
        assertThat(refused.select("input[name=title]").val()).isEqualTo("Our title");
        assertThat(refused.select("textarea[name=introduction]").val()).isEqualTo("Our introduction");
        assertThat(refused.select("#now").text()).contains("Their title", "Their introduction");
        assertThat(one.get(form).text()).contains("Their title").doesNotContain("Our title");

        Document saved = one.post(refused, formOf(refused), texts("Our title", "Their introduction"));
        assertThat(saved.title()).doesNotStartWith("Error: ");
        assertThat(saved.text()).contains("Our title", "Their introduction");
    }

    @Test
    void a_change_elsewhere_in_the_form_is_not_undone_by_a_page_that_was_opened_before_it() {
        Document ours = one.get(form + "/data-use");
        Document people = other.get(form + "/people");
        other.post(people, formOf(people), List.of(new Pair("people-1", "The neighbour")));

        Document refused = one.post(ours, formOf(ours), dataUse("To help"));

        assertThat(refused.text()).contains(MEANWHILE);
        assertThat(refused.select("textarea[name=purpose]").val()).isEqualTo("To help");
        Document saved = one.post(refused, formOf(refused), dataUse("To help"));
        assertThat(saved.text()).contains("To help", "The neighbour");
    }

    @Test
    void people_that_were_changed_meanwhile_are_shown_beside_what_was_typed() {
        Document ours = one.get(form + "/people");
        Document theirs = other.get(form + "/people");
        other.post(theirs, formOf(theirs), List.of(new Pair("people-1", "The neighbour")));

        Document refused = one.post(ours, formOf(ours), List.of(new Pair("people-1", "The landlord")));

        assertThat(refused.text()).contains(MEANWHILE);
        assertThat(refused.select("input[name=people-1]").val()).isEqualTo("The landlord");
        assertThat(refused.select("#now").text()).contains("The neighbour");
    }

    @Test
    void a_question_that_somebody_removed_meanwhile_comes_back_only_as_a_new_one() {
        Document ours = one.get(form + "/fields/q1");
        Document overview = other.get(form);
        other.post(overview, Client.formWith(overview, "button:contains(Remove)"), List.of());

        Document refused = one.post(ours, formOf(ours), question("First question, in better words"));

        assertThat(refused.text()).contains(MEANWHILE);
        assertThat(refused.select("input[name=label]").val()).isEqualTo("First question, in better words");
        Document saved = one.post(refused, formOf(refused), question("First question, in better words"));
        assertThat(saved.select("#q2")).hasSize(1);
        assertThat(saved.text()).contains("First question, in better words");
    }

    @Test
    void a_question_is_not_moved_or_removed_on_a_page_that_is_older_than_the_form() {
        ask("Second question");
        Document ours = one.get(form);
        Document theirs = other.get(form + "/fields/q2");
        other.post(theirs, formOf(theirs), question("Another second question"));

        for (String button : List.of("Move up", "Remove")) {
            Document refused = one.post(ours, Client.formWith(ours, "button:contains(" + button + ")"), List.of());

            assertThat(refused.text())
                    .as(button)
                    .contains(MEANWHILE, "1. First question", "2. Another second question");
            Document mended = one.post(refused, Client.formWith(refused, "button:contains(" + button + ")"), List.of());
            assertThat(mended.text()).as(button).doesNotContain(MEANWHILE);
            if (button.equals("Move up")) {
                assertThat(mended.text()).contains("1. Another second question", "2. First question");
                one.post(mended, Client.formWith(mended, "button:contains(Move up)"), List.of());
            }
        }
    }

    @Test
    void what_is_sent_twice_is_made_once() {
        Document page = one.get("/staff/forms/new");
        String title = "Form " + UUID.randomUUID();
        Document first = one.post(page, formOf(page), List.of(new Pair("title", title)));
        Document second = one.post(page, formOf(page), List.of(new Pair("title", title)));
        assertThat(pathOf(second)).isEqualTo(pathOf(first));
        assertThat(one.get("/staff/forms").select("a:containsOwn(" + title + ")"))
                .hasSize(1);
        Document another = one.post(page, formOf(page), List.of(new Pair("title", title + " too")));
        assertThat(pathOf(another)).isNotEqualTo(pathOf(first));

        Document asking = one.get(form + "/fields/new?type=SINGLE_LINE&chosen=true");
        one.post(asking, formOf(asking), question("Asked once"));
        Document asked = one.post(asking, formOf(asking), question("Asked once"));
        assertThat(asked.text()).containsOnlyOnce("2. Asked once").doesNotContain("3.", MEANWHILE);

        Document details = one.get(form + "/details");
        one.post(details, formOf(details), texts("Saved once", ""));
        assertThat(one.post(details, formOf(details), texts("Saved once", "")).text())
                .contains("Saved once")
                .doesNotContain(MEANWHILE);
    }
}
