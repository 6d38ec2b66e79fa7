package dev.lethe.promises;

import static dev.lethe.promises.House.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.events.Role;
import dev.lethe.command.forms.ArchiveForm;
import dev.lethe.promises.Client.Pair;
import dev.lethe.promises.House.Sent;
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
        Sent sent = send("Ann");
        house.letRead(form.form(), Set.of());
        Member member = house.member("Some Body", role);
        Client client = house.client(member);
        List<String> pages = List.of(list, one(sent), one(sent) + "/delete");

        for (String page : pages) {
            var refused = client.getForAnswer(page);
            assertThat(refused.statusCode()).as(page).isEqualTo(403);
            assertThat(refused.body())
                    .as(page)
                    .contains(NOT_A_READER, "ask an administrator")
                    .doesNotContain("/readers", sent.reference());
        }
        Document overview = client.get("/staff/submissions");
        assertThat(overview.text()).doesNotContain(title());
        // Every address that changes something, with the token of a page that may be seen.
        Map<String, List<Pair>> posts = new HashMap<>();
        posts.put(one(sent) + "/status", List.of(new Pair("set", "done")));
        posts.put(one(sent) + "/archive", List.of());
        posts.put(one(sent) + "/restore", List.of());
        posts.put(
                one(sent) + "/notes",
                List.of(new Pair("note", UUID.randomUUID().toString()), new Pair("text", "Seen")));
        posts.put("/staff/submissions/ticked", List.of(tick(sent), new Pair("do", "archive")));
        posts.put(
                "/staff/submissions/delete",
                List.of(
                        new Pair("submission", sent.id().toString()),
                        new Pair("erasure", UUID.randomUUID().toString()),
                        new Pair("ground", "DELETED_TEST")));
        Element any = overview.selectFirst("form[action$=sign-out]");
        posts.forEach((address, typed) -> {
            var refused = client.postForAnswer(overview, any.clone().attr("action", address), typed);
            assertThat(refused.statusCode()).as(address).isEqualTo(403);
            assertThat(refused.body()).as(address).contains(NOT_A_READER);
        });
        assertThat(client.get("/staff/submissions/all").text()).doesNotContain(sent.reference());
        assertThat(search(client, sent.reference()).select("#nothing")).hasSize(1);

        house.letRead(form.form(), Set.of(), role);
        for (String page : pages)
            assertThat(client.getForAnswer(page).statusCode()).as(page).isEqualTo(200);
        assertThat(client.get(one(sent)).text()).contains("Ann").doesNotContain("Status set");
        assertThat(client.get("/staff/submissions").text()).contains(title());
        assertThat(search(client, sent.reference()).text()).contains(sent.reference());

        house.letRead(form.form(), Set.of(member.account()));
        assertThat(client.getForAnswer(list).statusCode())
                .as("named as a person")
                .isEqualTo(200);
        house.letRead(form.form(), Set.of(caseworker.account()));
        assertThat(client.getForAnswer(list).statusCode())
                .as("no longer named, from the next click")
                .isEqualTo(403);
    }

    @Test
    void f17_an_administrator_who_is_no_reader_is_led_to_where_readers_are_named() {
        house.letRead(form.form(), Set.of());
        Client both = house.client(house.member("Addy Editor", Role.ADMINISTRATOR, Role.EDITOR));
        assertThat(both.getForAnswer(list).body()).contains("/staff/forms/" + form.form() + "/readers");
        assertThat(both.getForAnswer("/staff/submissions/forms/" + UUID.randomUUID())
                        .statusCode())
                .isEqualTo(404);
        Client administrator = house.client(house.member("Addy Only", Role.ADMINISTRATOR));
        assertThat(administrator.getForAnswer("/staff/submissions").statusCode())
                .isEqualTo(403);
    }

    @Test
    void the_old_address_of_the_list_leads_to_the_new_one() {
        house.letRead(form.form(), Set.of(), Role.EDITOR);
        Client editor = house.client(house.member("Edda", Role.EDITOR));
        assertThat(editor.get("/staff/forms/" + form.form() + "/submissions").location())
                .endsWith(list);
    }

    @Test
    void f18_what_was_sent_with_an_archived_form_can_still_be_read() {
        Sent sent = send("Ann");
        house.bean(Commands.class).send(caseworker.account(), new ArchiveForm(form.form()));
        house.caughtUp();
        assertThat(reader.get(list).text()).contains(sent.reference(), "Ann", "Archived form");
        assertThat(reader.get(one(sent)).text()).contains("Ann");
        assertThat(reader.get("/staff/submissions").text()).contains(title());
    }
}
