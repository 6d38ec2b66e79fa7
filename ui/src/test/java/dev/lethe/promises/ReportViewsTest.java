package dev.lethe.promises;

import static dev.lethe.promises.House.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.events.Role;
import dev.lethe.promises.Client.Pair;
import dev.lethe.promises.House.Sent;
import java.util.List;
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
        Sent ann = send("Ann");
        Sent bob = send("Bob");
        press(reader, reader.get(one(bob)), "Set the status", new Pair("set", "waiting"));
        String name = "Waiting for Mr " + UUID.randomUUID();
        Document page = reader.get(list + "?status=waiting&columns=none&columns=q1&order=oldest&size=100");
        assertThat(press(reader, page, "Save the view", new Pair("name", " ")).text())
                .contains("Enter a name for the view");
        Document saved = press(reader, page, "Save the view", new Pair("name", name));
        assertThat(saved.text()).contains("The view is saved.");
        press(reader, page, "Save the view", new Pair("name", name));

        Document overview = reader.get("/staff/submissions");
        assertThat(overview.select("#views a:containsOwn(" + name + ")")).hasSize(1);
        String view = overview.select("#views a:containsOwn(" + name + ")").attr("href");
        Document used = reader.get(view);
        assertThat(used.select("main tbody th").eachText()).containsExactly(bob.reference());
        assertThat(used.text()).doesNotContain("bob@example.org", ann.reference());
        assertThat(used.location()).contains("status=waiting", "order=oldest", "size=100", "columns=q1");

        Client other = house.client(house.member("Otis Other", Role.CASEWORKER));
        assertThat(other.get("/staff/submissions").text()).doesNotContain(name);
        assertThat(other.getForAnswer(view).statusCode()).isEqualTo(404);
        Document theirs = other.get("/staff/submissions/search");
        Element any = theirs.selectFirst("form[action$=sign-out]");
        assertThat(other.postForAnswer(
                                theirs,
                                any.clone().attr("action", view + "/rename"),
                                List.of(new Pair("name-" + id(view), "Mine")))
                        .statusCode())
                .isEqualTo(404);
        other.post(theirs, any.clone().attr("action", view + "/remove"), List.of());

        Document views = reader.get("/staff/submissions/views");
        Document wrong = reader.post(
                views,
                Client.formWith(views, "input[name=name-" + id(view) + "]"),
                List.of(new Pair("name-" + id(view), "x".repeat(101))));
        assertThat(wrong.title()).startsWith("Error: ");
        Document renamed = reader.post(
                views,
                Client.formWith(views, "input[name=name-" + id(view) + "]"),
                List.of(new Pair("name-" + id(view), name + " too")));
        assertThat(renamed.text()).contains("The view is renamed.", name + " too");
        assertThat(reader.get(view).location()).as("what it shows stays").contains("status=waiting");
        assertThat(JdbcClient.create(house.rows())
                        .sql("SELECT count(*) FROM read_views.view WHERE position('Waiting'::bytea IN name) > 0")
                        .query(Long.class)
                        .single())
                .isZero();
        Document removed = reader.post(renamed, renamed.selectFirst("form[action=" + view + "/remove]"), List.of());
        assertThat(removed.text()).contains("The view is removed.");
        assertThat(reader.getForAnswer(view).statusCode()).isEqualTo(404);

        Document again = press(reader, page, "Save the view", new Pair("name", name));
        assertThat(again.text())
                .as("the page from which it was saved, sent once more")
                .contains("nothing was saved")
                .doesNotContain("The view is saved.");
        assertThat(again.select("input[name=name]").val()).isEqualTo(name);
        assertThat(press(reader, again, "Save the view", new Pair("name", name)).text())
                .contains("The view is saved.");
    }

    private static String id(String address) {
        return address.substring(address.lastIndexOf('/') + 1);
    }

    @Test
    void a_view_of_a_form_that_its_owner_may_read_no_more_is_refused_like_the_form() {
        press(reader, reader.get(list), "Save the view", new Pair("name", "Soon closed"));
        String view = reader.get("/staff/submissions")
                .select("#views a:containsOwn(Soon closed)")
                .attr("href");
        house.letRead(form.form(), Set.of());
        assertThat(reader.getForAnswer(view).body()).contains(NOT_A_READER);
    }
}
