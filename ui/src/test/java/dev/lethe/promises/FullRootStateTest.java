package dev.lethe.promises;

import static dev.lethe.ui.TestForms.form;
import static dev.lethe.ui.TestForms.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.VaultException;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Published;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a root state that has no room left all goes on that destroys nothing; the rest is refused with a line, and nothing is lost. */
class FullRootStateTest {

    private static final String NO_ROOM = "no room left";

    private static TestLethe lethe;
    private static Client staff;

    @BeforeAll
    static void start(@TempDir Path root) {
        lethe = TestLethe.full(root);
        staff = lethe.member("Sam", Role.PRIVACY_OFFICER, Role.ADMINISTRATOR, Role.CASEWORKER)
                .client();
    }

    @AfterAll
    static void stop() {
        lethe.close();
    }

    private static Published published(String title, Integer days) {
        Published form = lethe.publish(form(
                title,
                days,
                question(1, FieldType.SINGLE_LINE, "Your name"),
                question(2, FieldType.EMAIL, "Your email address"),
                question(3, FieldType.FILE, "A file")));
        lethe.readers(form, Set.of(), Role.CASEWORKER);
        return form;
    }

    private static Accepted sent(Published form, String name) {
        Accepted sent = lethe.submit(form, "q1", name, "q2", name.toLowerCase(java.util.Locale.ROOT) + "@example.org");
        lethe.settle();
        return sent;
    }

    private static void assertStands(Accepted sent, String name) {
        lethe.settle();
        assertThat(staff.page("/staff/submissions/" + sent.submission()).text()).contains(name);
    }

    @Test
    void a_visitor_can_send_and_neither_save_nor_attach_and_loses_nothing_of_what_was_typed() throws Exception {
        Published form = published("Full for visitors", null);
        Client visitor = lethe.visitor().open(form.address()).type("q1", "Vera");
        visitor.press("Save and come back later");
        assertThat(visitor.heading()).as("it is not known yet").isEqualTo("Your answers are saved");
        assertThatThrownBy(() -> lethe.bean(KeyVault.class)
                        .endShortLived(Set.of(lethe.database()
                                .sql("SELECT key_id FROM saved_answers LIMIT 1")
                                .query(UUID.class)
                                .single())))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining(NO_ROOM);

        Client other = lethe.visitor().open(form.address()).type("q1", "Walter").type("q2", "walter@example.org");
        other.press("Save and come back later");
        assertThat(other.problems()).isNotEmpty();
        assertThat(other.value("q1")).isEqualTo("Walter");
        other.attach("q3", "letter.pdf", "%PDF-1.7 letter".getBytes(StandardCharsets.US_ASCII))
                .press("Send report");
        assertThat(other.problems()).singleElement().asString().contains("could not be stored");
        assertThat(other.value("q1")).isEqualTo("Walter");
        assertThat(other.press("Send report").reference()).isNotEmpty();
        // What was seen so lately is shown again
        String health = "";
        for (int tries = 0; !health.contains("has no room left") && tries < 100; tries++) {
            Thread.sleep(100);
            health = staff.page("/staff/health").text();
        }
        assertThat(health).contains("has no room left for what was to be erased", "rotate the key tree");
    }

    @Test
    void an_officer_who_erases_a_person_is_told_and_nothing_is_destroyed() {
        Accepted sent = sent(published("Full for officers", null), "Olive");
        Document found = staff.submit(
                Client.formWith(staff.page("/staff/people"), "input[name=email]"), "email", "olive@example.org");
        Document check = staff.submit(Client.formWith(found, "input[name=ground]"), "ground", "CONSENT_WITHDRAWN");
        Document refused = staff.submit(Client.formWith(check, "input[name=erasure]"));
        assertThat(refused.text()).contains(NO_ROOM);
        assertStands(sent, "Olive");
    }

    @Test
    void an_editor_who_deletes_a_record_is_told_and_nothing_is_destroyed() {
        Accepted sent = sent(published("Full for editors", null), "Edith");
        Document refused = staff.press(
                staff.page("/staff/submissions/" + sent.submission() + "/delete"),
                "Delete this submission",
                "ground",
                "DELETED_SPAM");
        assertThat(refused.text()).contains(NO_ROOM);
        assertStands(sent, "Edith");
    }

    @Test
    void a_run_of_the_retention_stands_still_and_says_why() {
        Published form = published("Full for retention", 7);
        Accepted sent = lethe.bring(
                form, lethe.clock().instant().minus(Duration.ofDays(30)), "q1", "Rita", "q2", "rita@example.org");
        lethe.settle();
        Document look = staff.page("/staff/retention/second-look");
        Document refused = staff.submit(Client.formWith(look, "input[name=records]"));
        assertThat(refused.text()).contains("stands still", NO_ROOM);
        assertStands(sent, "Rita");
    }
}
