package dev.lethe.promises;

import static dev.lethe.ui.TestForms.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.ui.Client;
import java.util.Set;
import java.util.UUID;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Views that a member of staff saves. */
class ReportViewsTest extends ReportPages {

    @Test
    void a_view_is_saved_used_renamed_and_removed_and_is_its_owners_alone() {
        Accepted ann = send("Ann");
        Accepted bob = send("Bob");
        reader.press(reader.page(one(bob)), "Set the status", "set", "waiting");
        String name = "Waiting for Mr " + UUID.randomUUID();
        Document page = reader.page(list + "?status=waiting&columns=none&columns=q1&order=oldest&size=100");
        assertThat(reader.press(page, "Save the view", "name", " ").text()).contains("Enter a name for the view");
        Document saved = reader.press(page, "Save the view", "name", name);
        assertThat(saved.text()).contains("The view is saved.");
        reader.press(page, "Save the view", "name", name);

        Document overview = reader.page("/staff/submissions");
        assertThat(overview.select("#views a:containsOwn(" + name + ")")).hasSize(1);
        String view = overview.select("#views a:containsOwn(" + name + ")").attr("href");
        Document used = reader.page(view);
        assertThat(used.select("main tbody th").eachText()).containsExactly(bob.reference());
        assertThat(used.text()).doesNotContain("bob@example.org", ann.reference());
        assertThat(used.location()).contains("status=waiting", "order=oldest", "size=100", "columns=q1");

        Client other = lethe.member("Otis Other", Role.CASEWORKER).client();
        assertThat(other.page("/staff/submissions").text()).doesNotContain(name);
        assertThat(other.get(view).statusCode()).isEqualTo(404);
        Document theirs = other.page("/staff/submissions/search");
        Element any = theirs.selectFirst("form[action$=sign-out]");
        assertThat(other.stay(other.posting(any.clone().attr("action", view + "/rename"), "name-" + id(view), "Mine"))
                        .statusCode())
                .isEqualTo(404);
        other.submit(any.clone().attr("action", view + "/remove"));

        Document views = reader.page("/staff/submissions/views");
        Document wrong = reader.submit(
                Client.formWith(views, "input[name=name-" + id(view) + "]"), "name-" + id(view), "x".repeat(101));
        assertThat(wrong.title()).startsWith("Error: ");
        Document renamed = reader.submit(
                Client.formWith(views, "input[name=name-" + id(view) + "]"), "name-" + id(view), name + " too");
        assertThat(renamed.text()).contains("The view is renamed.", name + " too");
        assertThat(reader.page(view).location()).as("what it shows stays").contains("status=waiting");
        assertThat(JdbcClient.create(lethe.events())
                        .sql("SELECT count(*) FROM read_views.view WHERE position('Waiting'::bytea IN name) > 0")
                        .query(Long.class)
                        .single())
                .isZero();
        Document removed = reader.submit(renamed.selectFirst("form[action=" + view + "/remove]"));
        assertThat(removed.text()).contains("The view is removed.");
        assertThat(reader.get(view).statusCode()).isEqualTo(404);

        Document again = reader.press(page, "Save the view", "name", name);
        assertThat(again.text())
                .as("the page from which it was saved, sent once more")
                .contains("nothing was saved")
                .doesNotContain("The view is saved.");
        assertThat(again.select("input[name=name]").val()).isEqualTo(name);
        assertThat(reader.press(again, "Save the view", "name", name).text()).contains("The view is saved.");
    }

    @Test
    void another_view_that_is_saved_from_the_same_page_does_not_take_the_firsts_place() {
        Document page = reader.page(list + "?status=waiting");
        String first = "First " + UUID.randomUUID();
        String second = "Second " + UUID.randomUUID();
        reader.press(page, "Save the view", "name", first);
        Document refused = reader.press(page, "Save the view", "name", second);
        assertThat(refused.text()).contains("You saved another view from this page before");
        assertThat(refused.select("input[name=name]").val()).isEqualTo(second);
        assertThat(reader.press(refused, "Save the view", "name", second).text())
                .contains("The view is saved.");
        assertThat(reader.page("/staff/submissions/views").text()).contains(first, second);
    }

    private static String id(String address) {
        return address.substring(address.lastIndexOf('/') + 1);
    }

    @Test
    void a_view_of_a_form_that_its_owner_may_read_no_more_is_refused_like_the_form() {
        reader.press(reader.page(list), "Save the view", "name", "Soon closed");
        String view = reader.page("/staff/submissions")
                .select("#views a:containsOwn(Soon closed)")
                .attr("href");
        lethe.readers(form, Set.of());
        assertThat(reader.open(view).page().text()).contains(NOT_A_READER);
    }
}
