package dev.lethe.promises;

import static dev.lethe.ui.TestForms.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.ArchiveForm;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe.Member;
import dev.lethe.ui.web.Commands;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may read what was sent, and what all others are told. */
class ReportReadersTest extends ReportPages {

    @ParameterizedTest
    @EnumSource(names = {"EDITOR", "CASEWORKER", "PRIVACY_OFFICER"})
    void f17_what_was_sent_is_read_by_those_whom_the_form_names_and_by_nobody_else(Role role) {
        Accepted sent = send("Ann");
        lethe.readers(form, Set.of());
        Member member = lethe.member("Some Body", role);
        Client client = member.client();
        List<String> pages = List.of(list, one(sent), one(sent) + "/delete");

        for (String page : pages) {
            var refused = client.get(page);
            assertThat(refused.statusCode()).as(page).isEqualTo(403);
            assertThat(refused.body())
                    .as(page)
                    .contains(NOT_A_READER, "ask an administrator")
                    .doesNotContain("/readers", sent.reference());
        }
        Document overview = client.page("/staff/submissions");
        assertThat(overview.text()).doesNotContain(title());
        // Every address that changes something, with the token of a page that may be seen.
        Map<String, String[]> posts = new HashMap<>();
        posts.put(one(sent) + "/status", new String[] {"set", "done"});
        posts.put(one(sent) + "/archive", new String[0]);
        posts.put(one(sent) + "/restore", new String[0]);
        posts.put(one(sent) + "/notes", new String[] {"note", UUID.randomUUID().toString(), "text", "Seen"});
        posts.put("/staff/submissions/ticked", new String[] {"ticked", id(sent), "do", "archive"});
        posts.put("/staff/submissions/delete", new String[] {
            "submission", id(sent), "erasure", UUID.randomUUID().toString(), "ground", "DELETED_TEST"
        });
        Element any = overview.selectFirst("form[action$=sign-out]");
        posts.forEach((address, typed) -> {
            var refused = client.stay(client.posting(any.clone().attr("action", address), typed));
            assertThat(refused.statusCode()).as(address).isEqualTo(403);
            assertThat(refused.body()).as(address).contains(NOT_A_READER);
        });
        assertThat(client.page("/staff/submissions/all").text()).doesNotContain(sent.reference());
        assertThat(search(client, sent.reference()).select("#nothing")).hasSize(1);

        lethe.readers(form, Set.of(), role);
        for (String page : pages)
            assertThat(client.get(page).statusCode()).as(page).isEqualTo(200);
        assertThat(client.page(one(sent)).text()).contains("Ann").doesNotContain("Status set");
        assertThat(client.page("/staff/submissions").text()).contains(title());
        assertThat(search(client, sent.reference()).text()).contains(sent.reference());

        lethe.readers(form, Set.of(member.account()));
        assertThat(client.get(list).statusCode()).as("named as a person").isEqualTo(200);
        lethe.readers(form, Set.of(caseworker.account()));
        assertThat(client.get(list).statusCode())
                .as("no longer named, from the next click")
                .isEqualTo(403);
    }

    @Test
    void f17_an_administrator_who_is_no_reader_is_led_to_where_readers_are_named() {
        lethe.readers(form, Set.of());
        Client both =
                lethe.member("Addy Editor", Role.ADMINISTRATOR, Role.EDITOR).client();
        assertThat(both.get(list).body()).contains("/staff/forms/" + form.id() + "/readers");
        assertThat(both.get("/staff/submissions/forms/" + UUID.randomUUID()).statusCode())
                .isEqualTo(404);
        Client administrator = lethe.member("Addy Only", Role.ADMINISTRATOR).client();
        assertThat(administrator.get("/staff/submissions").statusCode()).isEqualTo(403);
    }

    @Test
    void the_old_address_of_the_list_leads_to_the_new_one() {
        lethe.readers(form, Set.of(), Role.EDITOR);
        Client editor = lethe.member("Edda", Role.EDITOR).client();
        assertThat(editor.page("/staff/forms/" + form.id() + "/submissions").location())
                .endsWith(list);
    }

    @Test
    void f18_what_was_sent_with_an_archived_form_can_still_be_read() {
        Accepted sent = send("Ann");
        lethe.bean(Commands.class).send(caseworker.account(), new ArchiveForm(form.id()));
        lethe.settle();
        assertThat(reader.page(list).text()).contains(sent.reference(), "Ann", "Archived form");
        assertThat(reader.page(one(sent)).text()).contains("Ann");
        assertThat(reader.page("/staff/submissions").text()).contains(title());
    }
}
