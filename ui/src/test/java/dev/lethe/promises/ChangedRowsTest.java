package dev.lethe.promises;

import static dev.lethe.ui.TestForms.form;
import static dev.lethe.ui.TestForms.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.Staff;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Member;
import dev.lethe.ui.TestLethe.Published;
import dev.lethe.ui.accounts.FirstAdministrator;
import java.util.Locale;
import java.util.UUID;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whoever writes to the tables gains no right by it, and has nothing of anybody destroyed. */
class ChangedRowsTest extends ReportPages {

    private static int change(String sql, Object... values) {
        return lethe.database().sql(sql).params(values).update();
    }

    @Test
    void roles_in_a_row_give_nobody_a_role() {
        Member editor = lethe.member("Edda", Role.EDITOR);
        Client before = editor.client();
        assertThat(change(
                        "UPDATE read_accounts.account SET roles = '{ADMINISTRATOR,PRIVACY_OFFICER}' WHERE id = ?",
                        editor.account().value()))
                .isOne();

        for (Client client : new Client[] {before, lethe.visitor().signIn(editor.email(), TestLethe.PASSWORD)}) {
            assertThat(client.get("/staff/accounts").statusCode()).isEqualTo(403);
            assertThat(client.get("/staff/people").statusCode()).isEqualTo(403);
            assertThat(client.get("/staff/forms").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_row_opens_no_account_that_is_suspended() {
        Member gone = lethe.member("Gone", Role.EDITOR);
        Client session = gone.client();
        lethe.bean(Staff.class).suspend(gone.account(), caseworker.account());
        lethe.settle();
        change(
                "UPDATE read_accounts.account SET suspended = false WHERE id = ?",
                gone.account().value());

        assertThat(session.get("/staff").statusCode()).as("led to the way in").isNotEqualTo(200);
        assertThat(lethe.visitor()
                        .trySignIn(gone.email(), TestLethe.PASSWORD)
                        .headers()
                        .firstValue("Location"))
                .isEmpty();
    }

    @Test
    void anothers_password_in_a_row_lets_nobody_in() {
        Member one = lethe.member("One", Role.EDITOR);
        Member other = lethe.member("Other", Role.ADMINISTRATOR);
        change(
                "UPDATE read_accounts.account SET password = o.password FROM read_accounts.account o"
                        + " WHERE account.id = ? AND o.id = ?",
                one.account().value(),
                other.account().value());
        assertThat(lethe.visitor()
                        .signIn(one.email(), TestLethe.PASSWORD)
                        .get("/staff/accounts")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void tables_without_accounts_open_no_way_in_for_a_first_administrator() {
        change("ALTER TABLE read_accounts.account RENAME TO away");
        change("CREATE TABLE read_accounts.account (LIKE read_accounts.away INCLUDING ALL)");
        try {
            assertThat(lethe.bean(FirstAdministrator.class).link()).isEmpty();
        } finally {
            change("DROP TABLE read_accounts.account");
            change("ALTER TABLE read_accounts.away RENAME TO account");
        }
    }

    @Test
    void a_submission_whose_row_names_another_form_is_read_by_nobody_of_that_form() {
        Published hidden = lethe.publish(form("Hidden", null, question(1, FieldType.SINGLE_LINE, "Your name")));
        Accepted secret = lethe.bring(hidden, MONDAY, "q1", "Hidden Hanna");
        Accepted open = send("Ann");
        lethe.settle();
        change(
                "UPDATE read_submissions.submission SET form = ? WHERE id = ?",
                form.id().value(),
                secret.submission().value());

        Document page = reader.page(list);
        assertThat(page.text()).contains(open.reference()).doesNotContain("Hanna", secret.reference());
        assertThat(reader.get(one(secret)).statusCode()).isEqualTo(404);
        assertThat(reader.get(one(secret) + "/delete").statusCode()).isEqualTo(404);
        assertThat(search(reader, secret.reference()).select("#nothing")).hasSize(1);
        Element export = Client.formWith(reader.page(list + "/export"), "input[name=format]");
        try {
            assertThat(reader.send(reader.posting(export, "format", "csv"))
                            .answer()
                            .body())
                    .doesNotContain("Hanna");
        } catch (RuntimeException brokenOff) {
            assertThat(brokenOff).hasMessageNotContaining("Hanna");
        }
    }

    /** So that the row of each has the other's key and token. */
    private static void exchangeKeys(Accepted one, Accepted other) {
        UUID aside = UUID.randomUUID();
        String move = "UPDATE read_submissions.part SET submission = ? WHERE submission = ?";
        change(move, aside, one.submission().value());
        change(move, one.submission().value(), other.submission().value());
        change(move, other.submission().value(), aside);
    }

    @Test
    void exchanged_keys_in_the_rows_of_two_submissions_have_the_right_one_deleted() {
        Accepted doomed = send("Doomed");
        Accepted stays = send("Stays");
        exchangeKeys(doomed, stays);

        Document done =
                reader.press(reader.page(one(doomed) + "/delete"), "Delete this submission", "ground", "DELETED_SPAM");

        assertThat(done.text()).contains("It is deleted");
        exchangeKeys(doomed, stays);
        assertThat(reader.page(one(stays)).text()).contains("Stays");
        assertThat(reader.page(one(doomed)).text()).doesNotContain("Doomed").contains("Erased on ");
    }

    @Test
    void a_submission_of_which_an_event_is_missing_is_not_deleted() {
        Accepted sent = send("Ann");
        reader.press(reader.page(one(sent)), "Set the status", "set", "waiting");
        reader.press(reader.page(one(sent)), "Set the status", "set", "done");
        change("UPDATE event SET sequence = 100 WHERE aggregate_id = ? AND sequence = 1", id(sent));
        try {
            Document refused = reader.press(
                    reader.page(one(sent) + "/delete"), "Delete this submission", "ground", "DELETED_SPAM");
            assertThat(refused.text()).contains("Nothing was deleted", "rows or events were changed");
        } finally {
            change("UPDATE event SET sequence = 1 WHERE aggregate_id = ? AND sequence = 100", id(sent));
        }
        assertThat(reader.page(one(sent)).text()).contains("Ann");
    }

    @Test
    void exchanged_keys_in_the_rows_of_two_submissions_keep_neither_in_the_others_place() {
        Client officer = lethe.member("Otto", Role.PRIVACY_OFFICER).client();
        String name = "Ada" + UUID.randomUUID();
        Accepted kept = send(name);
        Accepted goes = send(name);
        Document held = officer.submit(
                Client.formWith(officer.page("/staff/people"), "input[name=email]"),
                "email",
                name.toLowerCase(Locale.ROOT) + "@example.org");
        Element order = Client.formWith(held, "input[name=ground]");
        Document check =
                officer.submit(order, "ground", "CONSENT_WITHDRAWN", "keep-submissions-" + id(kept), "LEGAL_CLAIMS");
        exchangeKeys(kept, goes);
        Document refused = officer.submit(Client.formWith(check, "input[name=erasure]"));
        exchangeKeys(kept, goes);

        assertThat(refused.text()).contains("The erasure was not ordered", "rows or events were changed");
        assertThat(reader.page(one(kept)).text()).contains(name);
        assertThat(reader.page(one(goes)).text()).contains(name);
    }

    /** Or it would go with the rest, though somebody said that it must stay. */
    @Test
    void what_is_to_be_kept_and_whose_rows_are_gone_stops_the_order() {
        Client officer = lethe.member("Oswald", Role.PRIVACY_OFFICER).client();
        String name = "Ada" + UUID.randomUUID();
        Accepted kept = send(name);
        Document held = officer.submit(
                Client.formWith(officer.page("/staff/people"), "input[name=email]"),
                "email",
                name.toLowerCase(Locale.ROOT) + "@example.org");
        String keep = "keep-submissions-" + id(kept);
        Element order = Client.formWith(held, "input[name=ground]");
        Document check = officer.submit(order, "ground", "CONSENT_WITHDRAWN", keep, "LEGAL_CLAIMS");
        UUID none = new UUID(0, 0);
        change(
                "UPDATE read_submissions.part SET submission = '" + none + "' WHERE submission = CAST(? AS uuid)",
                id(kept));
        Document refused = officer.submit(Client.formWith(check, "input[name=erasure]"));
        change(
                "UPDATE read_submissions.part SET submission = CAST(? AS uuid) WHERE submission = '" + none + "'",
                id(kept));
        check.select("input[name=" + keep + "]").attr("value", "BECAUSE");
        Document nonsense = officer.submit(Client.formWith(check, "input[name=erasure]"));

        assertThat(refused.text()).contains("Nothing was erased", "chose to keep");
        assertThat(nonsense.text()).contains("Nothing was erased", "chose to keep");
        assertThat(reader.page(one(kept)).text()).contains(name);
    }

    @Test
    void an_identifier_that_was_changed_is_named_as_such_to_the_officer() {
        Client officer = lethe.member("Odette", Role.PRIVACY_OFFICER).client();
        String name = "Ada" + UUID.randomUUID();
        send(name);
        String address = name.toLowerCase(Locale.ROOT) + "@example.org";
        Element find = Client.formWith(officer.page("/staff/people"), "input[name=email]");
        assertThat(officer.submit(find, "email", address).text()).contains(name);
        long hers = flip(lastIdentifier());
        try {
            officer.send(officer.posting(find, "email", address));
            assertThat(officer.answer().statusCode()).isEqualTo(500);
            assertThat(officer.text())
                    .contains("What the vault keeps was changed", "Nothing was left out silently")
                    .doesNotContain("few minutes");
        } finally {
            flip(hers);
        }
        // One that was changed before anybody looked is found by nobody, which the page does not hide
        String other = "Bob" + UUID.randomUUID();
        send(other);
        long his = flip(lastIdentifier());
        try {
            assertThat(officer.submit(find, "email", other.toLowerCase(Locale.ROOT) + "@example.org")
                            .select("#unreadable")
                            .text())
                    .contains("addresses do not open where they stand");
        } finally {
            flip(his);
        }
    }

    private static long lastIdentifier() {
        return JdbcClient.create(lethe.vault())
                .sql("SELECT max(number) FROM vault.identifier")
                .query(Long.class)
                .single();
    }

    private static long flip(long identifier) {
        int changed = JdbcClient.create(lethe.vault())
                .sql(
                        "UPDATE vault.identifier SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1) WHERE number = ?")
                .param(identifier)
                .update();
        assertThat(changed).isOne();
        return identifier;
    }
}
