package dev.lethe.promises;

import static dev.lethe.ui.TestForms.form;
import static dev.lethe.ui.TestForms.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.ui.Client;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an officer finds by what several people may share, and what an order covers. */
class PossibleMatchesTest extends ReportPages {

    private static Client officer;

    @BeforeAll
    static void signIn() {
        officer = lethe.member("Otto Officer", Role.PRIVACY_OFFICER).client();
    }

    @BeforeEach
    void publishForThis() {
        open(form(
                "Form " + UUID.randomUUID(),
                null,
                question(1, FieldType.SINGLE_LINE, "What is it about?"),
                question(2, FieldType.EMAIL, "Your email address"),
                identifying(4, FieldType.TELEPHONE, Identifies.PHONE),
                identifying(5, FieldType.SINGLE_LINE, Identifies.NAME)));
    }

    private static Field identifying(int number, FieldType type, Identifies as) {
        return new Field(FieldId.of(number), type, "Question " + number, "", false, List.of(), null, 0, as);
    }

    private Accepted sent(String... namesAndValues) {
        Accepted accepted = lethe.bring(form, MONDAY, namesAndValues);
        lethe.settle();
        return accepted;
    }

    private static String address() {
        return "ada-" + UUID.randomUUID() + "@example.org";
    }

    private static Document find(String email) {
        return officer.submit(Client.formWith(officer.page("/staff/people"), "input[name=email]"), "email", email);
    }

    private static Document match(String kind, String value) {
        return officer.submit(
                Client.formWith(officer.page("/staff/people"), "input[name=value]"), "kind", kind, "value", value);
    }

    private static Document take(Document person, String button) {
        return officer.press(person, button);
    }

    private static Document check(Document person) {
        return officer.submit(Client.formWith(person, "input[name=ground]"), "ground", "CONSENT_WITHDRAWN");
    }

    private static boolean isThere(Accepted sent, String text) {
        return reader.page(one(sent)).text().contains(text);
    }

    @Test
    void a_possible_match_of_a_person_goes_with_them_when_it_is_taken_in() {
        String digits = digits();
        String ada = address();
        Accepted hers = sent("q1", "Hers", "q2", ada, "q4", "01296 " + digits);
        Accepted called = sent("q1", "Called", "q4", "01296 " + digits);
        Accepted flatmates = sent("q1", "Flatmate", "q2", address(), "q4", "01296 " + digits);

        Document person = find(ada);
        assertThat(person.select("#possible")).isEmpty();
        Document matched = officer.press(
                person, "Find possible matches", "kind", "phone", "value", "+44 1296 " + digits, "ground", "OBJECTION");
        assertThat(matched.select("#possible").text())
                .contains(called.reference(), flatmates.reference())
                .doesNotContain("Called", "Flatmate", hers.reference());
        assertThat(matched.select("input[value=OBJECTION]").hasAttr("checked")).isTrue();
        Document taken = take(matched, "Take " + called.reference() + " in");
        assertThat(taken.select(".govuk-summary-card").text()).contains("Hers", "Called");
        Document out = take(taken, "Leave " + called.reference() + " out");
        assertThat(out.select(".govuk-summary-card").text()).doesNotContain("Called");
        Document again = take(out, "Take " + called.reference() + " in");

        Document proof = officer.submit(Client.formWith(check(again), "input[name=erasure]"));
        assertThat(proof.text()).contains("Nothing of it opens any more.");
        assertThat(isThere(hers, "Hers")).isFalse();
        assertThat(isThere(called, "Called")).isFalse();
        assertThat(isThere(flatmates, "Flatmate")).isTrue();
    }

    private static String digits() {
        return String.format(
                Locale.ROOT, "%06d", Math.floorMod(UUID.randomUUID().getMostSignificantBits(), 1_000_000L));
    }

    @Test
    void a_telephone_or_a_name_is_found_however_it_is_written_and_erases_only_what_was_taken_in() {
        String digits = digits();
        Accepted one = sent("q1", "One", "q4", "01296 " + digits);
        Accepted other = sent("q1", "Other", "q4", "+44 (0)1296 " + digits);
        String name = "Adá Löve" + digits;
        Accepted named = sent("q1", "Named", "q5", name);

        assertThat(match("name", name.toUpperCase(Locale.ROOT))
                        .select("#possible")
                        .text())
                .contains(named.reference());
        Document found = match("phone", "00 44 1296-" + digits);
        assertThat(found.select("#possible").text()).contains(one.reference(), other.reference());
        assertThat(found.location()).doesNotContain(digits);
        Document nothing = officer.submit(Client.formWith(check(found), "input[name=erasure]"));
        assertThat(nothing.text()).contains("The erasure was not ordered", "Nothing was chosen");

        Document taken = take(match("phone", "01296" + digits), "Take " + one.reference() + " in");
        Document proof = officer.submit(Client.formWith(check(taken), "input[name=erasure]"));
        assertThat(proof.text()).contains("Nothing of it opens any more.");
        assertThat(isThere(one, "One")).isFalse();
        assertThat(isThere(other, "Other")).isTrue();
    }

    @Test
    void what_cannot_be_one_or_stands_nowhere_is_said_and_what_was_typed_stays() {
        Document wrong = match("phone", "12");
        assertThat(wrong.title()).startsWith("Error: ");
        assertThat(wrong.text()).contains("This cannot be one");
        assertThat(wrong.select("input[name=value]").val()).isEqualTo("12");
        Document nowhere = match("name", "Nobody " + UUID.randomUUID());
        assertThat(nowhere.text()).contains("This stands in nothing that we hold");
        assertThat(officer.submit(Client.formWith(officer.page("/staff/people"), "input[name=value]"), "value", "x")
                        .title())
                .startsWith("Error: ");
    }

    @Test
    void an_officer_can_order_while_more_arrives_and_the_proof_says_what_came() {
        String ada = address();
        sent("q1", "Before", "q2", ada);
        Element order = Client.formWith(check(find(ada)), "input[name=erasure]");
        Accepted after = sent("q1", "After", "q2", ada);
        Document proof = officer.submit(order);
        assertThat(proof.select("#later").text()).contains("One part of a record came after");
        assertThat(isThere(after, "After")).isTrue();

        Element wider = Client.formWith(check(find(ada)), "input[name=erasure]");
        Accepted arriving = sent("q1", "Arriving", "q2", ada);
        Document second = officer.submit(wider, "arriving", "true");
        assertThat(second.select("#arrived").text()).contains("One part of a record came after");
        assertThat(second.select("#later")).isEmpty();
        assertThat(isThere(after, "After")).isFalse();
        assertThat(isThere(arriving, "Arriving")).isFalse();
    }
}
