package dev.lethe.promises;

import static dev.lethe.promises.House.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.events.Role;
import dev.lethe.promises.Client.Pair;
import dev.lethe.promises.House.Sent;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What editors and caseworkers do with one submission, and with several at once. */
class ReportedSubmissionTest extends ReportPages {

    @Test
    void the_status_has_a_history_of_who_set_it_and_when_and_a_double_click_is_one() {
        Sent sent = send("Ann");
        Document page = reader.get(one(sent));
        Document done = press(reader, page, "Set the status", new Pair("set", "in-progress"));
        assertThat(done.text()).contains("The status is set.");
        press(reader, page, "Set the status", new Pair("set", "in-progress"));
        press(reader, page, "Archive");
        press(reader, page, "Archive");
        Document after = reader.get(one(sent));
        assertThat(after.select("#status").text()).isEqualTo("In progress");
        assertThat(after.select("#history li").eachText())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("Status set to “In progress” Casey Worker, "),
                        line -> assertThat(line).startsWith("Archived Casey Worker, "));
        Document wrong = press(reader, page, "Set the status", new Pair("set", "lost"));
        assertThat(wrong.title()).startsWith("Error: ");
        Client officer = house.client(house.member("Otto", Role.PRIVACY_OFFICER));
        assertThat(officer.get("/staff/audit?kind=submission.status-set").text())
                .contains("Set the status of a submission: in progress", "Casey Worker");
        assertThat(officer.get("/staff/audit?kind=submission.status-set").select("a[href=" + one(sent) + "]"))
                .as("a link only for those who may read it")
                .isEmpty();
        house.letRead(form.form(), Set.of(), Role.PRIVACY_OFFICER, Role.CASEWORKER);
        assertThat(officer.get("/staff/audit?kind=submission.status-set").select("a[href=" + one(sent) + "]"))
                .hasSize(1);
    }

    @Test
    void a_note_is_kept_sealed_and_shown_with_its_author_and_sent_twice_it_is_one() {
        Sent sent = send("Ann");
        Document page = reader.get(one(sent));
        press(reader, page, "Save the note", new Pair("text", "Rang back,\r\nno answer <b>"));
        press(reader, page, "Save the note", new Pair("text", "Rang back,\r\nno answer <b>"));
        Document after = reader.get(one(sent));
        assertThat(after.select(".lethe-note")).hasSize(1);
        assertThat(after.select(".lethe-note").text()).contains("Casey Worker", "Rang back", "no answer <b>");
        assertThat(JdbcClient.create(house.rows())
                        .sql("SELECT count(*) FROM read_submissions.note WHERE token IS NOT NULL"
                                + " AND position('Rang back'::bytea IN token) > 0")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void a_note_that_cannot_be_taken_is_said_at_its_field_and_kept() {
        Sent sent = send("Ann");
        Document page = reader.get(one(sent));
        for (String typed : List.of("", "   ", "x".repeat(5_001), "a\u0000b")) {
            Document refused = press(reader, page, "Save the note", new Pair("text", typed));
            assertThat(refused.title()).as(typed).startsWith("Error: ");
            assertThat(refused.select(".govuk-error-summary a").attr("href")).isEqualTo("#text");
            if (typed.startsWith("x"))
                assertThat(refused.select("textarea").val()).isEqualTo(typed);
        }
        press(reader, page, "Save the note", new Pair("text", "👍".repeat(5_000)));
        assertThat(reader.get(one(sent)).select(".lethe-note")).hasSize(1);
    }

    @Test
    void from_one_submission_to_the_next_within_the_report_and_back_to_it() {
        Sent oldest = send("Ann", MONDAY);
        Sent middle = send("Bob", MONDAY.plusSeconds(1));
        Sent skipped = send("Spam", MONDAY.plusSeconds(2));
        Sent newest = send("Cy", MONDAY.plusSeconds(3));
        press(reader, reader.get(one(skipped)), "Set the status", new Pair("set", "spam"));
        Document report = reader.get(list + "?status=new&size=20");
        Document first = reader.get(
                report.select("a:containsOwn(" + newest.reference() + ")").attr("href"));
        assertThat(first.select("a[rel=prev]")).isEmpty();
        Document second = reader.get(first.select("a[rel=next]").attr("href"));
        assertThat(second.title()).contains(middle.reference());
        Document third = reader.get(second.select("a[rel=next]").attr("href"));
        assertThat(third.title()).contains(oldest.reference());
        assertThat(third.select("a[rel=next]")).isEmpty();
        assertThat(reader.get(third.select("a[rel=prev]").attr("href")).title()).contains(middle.reference());
        assertThat(third.select("a.govuk-back-link").attr("href")).isEqualTo(list + "?status=new&size=20");
        Document noted = press(reader, third, "Save the note", new Pair("text", "Seen"));
        assertThat(noted.select("a.govuk-back-link").attr("href")).isEqualTo(list + "?status=new&size=20");
    }

    @Test
    void those_that_are_ticked_get_a_status_go_to_the_archive_and_come_back() {
        Sent ann = send("Ann");
        Sent bob = send("Bob");
        Sent cy = send("Cy");
        Document page =
                press(reader, reader.get(list), "Set the status", tick(ann), tick(bob), new Pair("set", "done"));
        assertThat(page.text()).contains("The status is set.");
        assertThat(references("?status=done")).containsExactlyInAnyOrder(ann.reference(), bob.reference());
        press(reader, page, "Archive", tick(ann), tick(cy));
        assertThat(references("")).containsExactly(bob.reference());
        press(reader, reader.get(list + "?archived=true"), "Bring back from the archive", tick(ann));
        assertThat(references("?archived=true")).containsExactly(cy.reference());

        Document none = press(reader, reader.get(list), "Archive");
        assertThat(none.title()).startsWith("Error: ");
        assertThat(none.select(".govuk-error-summary a").attr("href")).isEqualTo("#ticked");
        Document noStatus = press(reader, reader.get(list), "Set the status", tick(bob), new Pair("set", ""));
        assertThat(noStatus.title()).startsWith("Error: ");
        assertThat(noStatus.select("input[name=ticked][checked]").eachAttr("value"))
                .as("what was ticked stays ticked")
                .containsExactly(bob.id().toString());
        Document all =
                reader.get(reader.get(list).select("a:containsOwn(Tick all)").attr("href"));
        assertThat(all.select("input[name=ticked][checked]")).hasSize(2);
    }
}
