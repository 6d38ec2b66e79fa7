package dev.lethe.promises;

import static dev.lethe.ui.TestForms.form;
import static dev.lethe.ui.TestForms.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.command.submissions.SetStatus;
import dev.lethe.query.forms.Forms;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe.Published;
import dev.lethe.ui.web.Commands;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

/** The list of what was sent with a form: narrowed, paged, searched, and who looked. */
class ReportListTest extends ReportPages {

    @Test
    void f15_days_are_whole_days_in_london_and_both_count() {
        Accepted before = send("Before", Instant.parse("2026-06-30T22:59:59Z"));
        Accepted first = send("First", Instant.parse("2026-06-30T23:00:00Z")); // 00:00 on 1 July in London
        Accepted last = send("Last", Instant.parse("2026-07-02T22:59:59Z"));
        Accepted after = send("After", Instant.parse("2026-07-02T23:00:00Z"));
        assertThat(references("?from-day=1&from-month=7&from-year=2026&to-day=2&to-month=7&to-year=2026"))
                .containsExactly(last.reference(), first.reference());
        assertThat(references("?from-day=3&from-month=7&from-year=2026")).containsExactly(after.reference());
        assertThat(references("?to-day=30&to-month=6&to-year=2026")).containsExactly(before.reference());
        assertThat(references("?order=oldest"))
                .containsExactly(before.reference(), first.reference(), last.reference(), after.reference());
    }

    @Test
    void f15_a_day_that_cannot_be_read_is_said_at_its_field_and_no_rows_are_shown() {
        Accepted sent = send("Ann");
        Document page = reader.page(list + "?from-day=31&from-month=2&from-year=2026&to-day=1");
        assertThat(page.title()).startsWith("Error: ");
        assertThat(page.select(".govuk-error-summary a").eachAttr("href")).containsExactly("#from", "#to");
        assertThat(page.select("input[name=from-day]").val()).isEqualTo("31");
        assertThat(page.select("main tbody tr")).isEmpty();
        assertThat(page.select("#count")).isEmpty();
        assertThat(page.text()).doesNotContain(sent.reference());
    }

    @Test
    void f15_a_report_is_narrowed_by_status_version_and_archive_and_says_when_nothing_matches() {
        Accepted ann = send("Ann");
        Published second = lethe.publishAgain(
                form,
                lethe.bean(Forms.class)
                        .version(form.version())
                        .orElseThrow()
                        .definition()
                        .with(List.of(question(1, FieldType.SINGLE_LINE, "Your full name"))));
        Accepted bob = lethe.bring(second, MONDAY.plusSeconds(1), "q1", "Bob");
        lethe.bean(Commands.class)
                .send(caseworker.account(), new SetStatus(bob.submission(), SubmissionStatus.WAITING));
        lethe.settle();
        assertThat(references("")).containsExactly(bob.reference(), ann.reference());
        assertThat(references("?version=1")).containsExactly(ann.reference());
        assertThat(references("?status=waiting")).containsExactly(bob.reference());
        assertThat(references("?status=waiting&status=new")).containsExactly(bob.reference(), ann.reference());
        assertThat(references("?archived=true")).isEmpty();
        assertThat(reader.page(list + "?archived=true").text()).contains("No submissions match");
        reader.press(reader.page(one(ann)), "Archive");
        assertThat(references("?archived=true")).containsExactly(ann.reference());
        assertThat(references("")).containsExactly(bob.reference());
    }

    @Test
    void f15_pages_follow_each_other_in_the_size_that_was_chosen() {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 45; i++)
            sent.addFirst(lethe.bring(form, MONDAY.plusSeconds(i / 3), "q1", "Number " + i)
                    .reference());
        lethe.settle();
        Document first = reader.page(list + "?size=20");
        assertThat(first.select("#count").text()).startsWith("45 submissions");
        List<String> shown = new ArrayList<>();
        Document page = first;
        while (true) {
            assertThat(page.select("main tbody tr").size()).isLessThanOrEqualTo(20);
            shown.addAll(page.select("main tbody th").eachText());
            Element next = page.selectFirst("a[rel=next]");
            if (next == null) break;
            page = reader.page(next.attr("href"));
        }
        assertThat(shown).hasSize(45).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(sent);
        Document previous = reader.page(page.selectFirst("a[rel=prev]").attr("href"));
        assertThat(previous.select("main tbody th").eachText()).isEqualTo(shown.subList(20, 40));
        Document last =
                reader.page(first.select("main a:containsOwn(Last page)").attr("href"));
        assertThat(last.select("main tbody th").eachText()).isEqualTo(shown.subList(25, 45));
        assertThat(reader.page(list).select("main tbody tr")).hasSize(45);
    }

    @Test
    void fw3_a_question_called_submit_time_stands_beside_the_time_of_the_record() {
        Accepted sent = lethe.bring(form, MONDAY, "q3", "half past ten");
        lethe.settle();
        Document page = reader.page(list);
        assertThat(page.select("main thead th").eachText()).contains("Received", "Submit time");
        assertThat(page.select("main tbody tr:contains(" + sent.reference() + ") td")
                        .eachText())
                .contains("2 March 2026, 09:00", "half past ten");
        assertThat(reader.page(one(sent)).text()).contains("Received on 2 March 2026, 09:00", "half past ten");
    }

    @Test
    void f16_fw4_answers_to_questions_that_are_asked_no_more_are_shown_and_said_to_be() {
        Accepted old = lethe.bring(form, MONDAY, "q1", "Ann", "q3", "teatime");
        FormDefinition was =
                lethe.bean(Forms.class).version(form.version()).orElseThrow().definition();
        Field colour = question(4, FieldType.SINGLE_LINE, "Favourite colour");
        Published second = lethe.publishAgain(
                form, was.with(List.of(was.fields().get(0), was.fields().get(1), colour)));
        Accepted recent = lethe.bring(second, MONDAY.plusSeconds(9), "q1", "Bob", "q4", "green");
        lethe.settle();
        Document page = reader.page(list);
        assertThat(page.select("main thead th").eachText())
                .endsWith("Your name", "Your email address", "Favourite colour", "Submit time Asked in version 1");
        assertThat(cells(page, old)).endsWith("Ann", "–No answer", "–Not asked", "teatime");
        assertThat(cells(page, recent)).endsWith("Bob", "–No answer", "green", "–Not asked");

        Document chosen = reader.page(list + "?columns=none&columns=q3");
        assertThat(chosen.select("main thead th").eachText()).endsWith("Status", "Submit time Asked in version 1");
        assertThat(chosen.text()).contains("teatime").doesNotContain("Bob");
        assertThat(reader.page(list + "?columns=none").select("main thead th").eachText())
                .endsWith("Status");
        assertThat(reader.page(one(old)).text()).contains("teatime", "It answers version 1");
    }

    @Test
    void fw5_every_look_leaves_a_trace() {
        Accepted sent = send("Ann");
        Client officer = lethe.member("Otto", Role.PRIVACY_OFFICER).client();
        String account = caseworker.account().toString();
        String trail = "/staff/audit?kind=data.read&account=" + account;
        int before = looks(officer, trail, sent);
        reader.page(list);
        reader.page(one(sent));
        reader.page("/staff/submissions/all?size=200"); // whatever other tests sent
        search(reader, sent.reference());
        assertThat(looks(officer, trail, sent) - before).isEqualTo(4);
        assertThat(officer.page(trail).text())
                .contains("a page of submissions", "one submission", "the result of a search")
                .doesNotContain(sent.reference());
    }

    private static int looks(Client officer, String trail, Accepted sent) {
        lethe.settle();
        return officer.page(trail)
                .select("main tbody tr:contains(" + sent.submission() + ")")
                .size();
    }

    @Test
    void a_submission_is_found_by_its_reference_however_it_is_typed_and_the_address_does_not_tell_it() {
        Accepted sent = send("Ann");
        Document found =
                search(reader, " " + sent.reference().toLowerCase(Locale.ROOT).replace("-", " "));
        assertThat(found.location()).endsWith("/staff/submissions/search");
        assertThat(found.select("main a[href^=" + one(sent) + "]").text()).isEqualTo(sent.reference());
        assertThat(found.text()).contains(title());
        assertThat(search(reader, "222-2222-222").select("#nothing")).hasSize(1);
        Document wrong = search(reader, "K7Q");
        assertThat(wrong.title()).startsWith("Error: ");
        assertThat(wrong.select("input[name=reference]").val()).isEqualTo("K7Q");
        assertThat(search(reader, " ").text()).contains("Enter a reference");
    }

    @Test
    void f15_all_forms_are_read_together_without_those_that_are_not_for_this_reader() {
        Accepted ours = send("Ann");
        Published first = form;
        publish();
        Accepted also = send("Bob");
        publish();
        Accepted others = send("Cy");
        lethe.readers(form, Set.of());
        Document all = reader.page("/staff/submissions/all?size=200");
        assertThat(all.text()).contains(ours.reference(), also.reference()).doesNotContain(others.reference());
        assertThat(all.text())
                .contains(lethe.bean(Forms.class)
                        .version(first.version())
                        .orElseThrow()
                        .definition()
                        .title());
    }
}
