package dev.lethe.promises;

import static dev.lethe.ui.TestForms.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.ui.Client;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What editors and caseworkers do with one submission, and with several at once. */
class ReportedSubmissionTest extends ReportPages {

    @Test
    void the_status_has_a_history_of_who_set_it_and_when_and_a_double_click_is_one() {
        Accepted sent = send("Ann");
        Document page = reader.page(one(sent));
        Document done = reader.press(page, "Set the status", "set", "in-progress");
        assertThat(done.text()).contains("The status is set.");
        reader.press(page, "Set the status", "set", "in-progress");
        reader.press(page, "Archive");
        reader.press(page, "Archive");
        Document after = reader.page(one(sent));
        assertThat(after.select("#status").text()).isEqualTo("In progress");
        assertThat(after.select("#history li").eachText())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("Status set to “In progress” Casey Worker, "),
                        line -> assertThat(line).startsWith("Archived Casey Worker, "));
        Document wrong = reader.press(page, "Set the status", "set", "lost");
        assertThat(wrong.title()).startsWith("Error: ");
        Client officer = lethe.member("Otto", Role.PRIVACY_OFFICER).client();
        assertThat(officer.page("/staff/audit?kind=submission.status-set").text())
                .contains("Set the status of a submission: in progress", "Casey Worker");
        assertThat(officer.page("/staff/audit?kind=submission.status-set").select("a[href=" + one(sent) + "]"))
                .as("a link only for those who may read it")
                .isEmpty();
        lethe.readers(form, Set.of(), Role.PRIVACY_OFFICER, Role.CASEWORKER);
        assertThat(officer.page("/staff/audit?kind=submission.status-set").select("a[href=" + one(sent) + "]"))
                .hasSize(1);
    }

    @Test
    void a_note_is_kept_sealed_and_shown_with_its_author_and_sent_twice_it_is_one() {
        Accepted sent = send("Ann");
        Document page = reader.page(one(sent));
        reader.press(page, "Save the note", "text", "Rang back,\r\nno answer <b>");
        reader.press(page, "Save the note", "text", "Rang back,\r\nno answer <b>");
        Document after = reader.page(one(sent));
        assertThat(after.select(".lethe-note")).hasSize(1);
        assertThat(after.select(".lethe-note").text()).contains("Casey Worker", "Rang back", "no answer <b>");
        assertThat(JdbcClient.create(lethe.events())
                        .sql("SELECT count(*) FROM read_submissions.note WHERE token IS NOT NULL"
                                + " AND position('Rang back'::bytea IN token) > 0")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void a_note_that_cannot_be_taken_is_said_at_its_field_and_kept() {
        Accepted sent = send("Ann");
        Document page = reader.page(one(sent));
        for (String typed : List.of("", "   ", "x".repeat(5_001), "a\u0000b")) {
            Document refused = reader.press(page, "Save the note", "text", typed);
            assertThat(refused.title()).as(typed).startsWith("Error: ");
            assertThat(refused.select(".govuk-error-summary a").attr("href")).isEqualTo("#text");
            if (typed.startsWith("x"))
                assertThat(refused.select("textarea").val()).isEqualTo(typed);
        }
        reader.press(page, "Save the note", "text", "👍".repeat(5_000));
        assertThat(reader.page(one(sent)).select(".lethe-note")).hasSize(1);
    }

    @Test
    void from_one_submission_to_the_next_within_the_report_and_back_to_it() {
        Accepted oldest = send("Ann", MONDAY);
        Accepted middle = send("Bob", MONDAY.plusSeconds(1));
        Accepted skipped = send("Spam", MONDAY.plusSeconds(2));
        Accepted newest = send("Cy", MONDAY.plusSeconds(3));
        reader.press(reader.page(one(skipped)), "Set the status", "set", "spam");
        Document report = reader.page(list + "?status=new&size=20");
        Document first = reader.page(
                report.select("a:containsOwn(" + newest.reference() + ")").attr("href"));
        assertThat(first.select("a[rel=prev]")).isEmpty();
        Document second = reader.page(first.select("a[rel=next]").attr("href"));
        assertThat(second.title()).contains(middle.reference());
        Document third = reader.page(second.select("a[rel=next]").attr("href"));
        assertThat(third.title()).contains(oldest.reference());
        assertThat(third.select("a[rel=next]")).isEmpty();
        assertThat(reader.page(third.select("a[rel=prev]").attr("href")).title())
                .contains(middle.reference());
        assertThat(third.select("a.govuk-back-link").attr("href")).isEqualTo(list + "?status=new&size=20");
        Document noted = reader.press(third, "Save the note", "text", "Seen");
        assertThat(noted.select("a.govuk-back-link").attr("href")).isEqualTo(list + "?status=new&size=20");
    }

    @Test
    void those_that_are_ticked_get_a_status_go_to_the_archive_and_come_back() {
        Accepted ann = send("Ann");
        Accepted bob = send("Bob");
        Accepted cy = send("Cy");
        Document page =
                reader.press(reader.page(list), "Set the status", "ticked", id(ann), "ticked", id(bob), "set", "done");
        assertThat(page.text()).contains("The status is set.");
        assertThat(references("?status=done")).containsExactlyInAnyOrder(ann.reference(), bob.reference());
        reader.press(page, "Archive", "ticked", id(ann), "ticked", id(cy));
        assertThat(references("")).containsExactly(bob.reference());
        reader.press(reader.page(list + "?archived=true"), "Bring back from the archive", "ticked", id(ann));
        assertThat(references("?archived=true")).containsExactly(cy.reference());

        Document none = reader.press(reader.page(list), "Archive");
        assertThat(none.title()).startsWith("Error: ");
        assertThat(none.select(".govuk-error-summary a").attr("href")).isEqualTo("#ticked");
        Document noStatus = reader.press(reader.page(list), "Set the status", "ticked", id(bob), "set", "");
        assertThat(noStatus.title()).startsWith("Error: ");
        assertThat(noStatus.select("input[name=ticked][checked]").eachAttr("value"))
                .as("what was ticked stays ticked")
                .containsExactly(id(bob));
        Document all =
                reader.page(reader.page(list).select("a:containsOwn(Tick all)").attr("href"));
        assertThat(all.select("input[name=ticked][checked]")).hasSize(2);
    }
}
