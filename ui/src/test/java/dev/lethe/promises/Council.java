package dev.lethe.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.ui.Client;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** What people do with the running product: visitors who submit, editors who read, officers who erase. */
final class Council {

    private static final Pattern REFERENCE = Pattern.compile("\\b[0-9A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{3}\\b");

    private final RunningLethe lethe;

    Council(RunningLethe lethe) {
        this.lethe = lethe;
    }

    /** The addresses of all open forms. */
    List<String> forms() {
        return new Client(lethe.address())
                .page("/").select("main a[href*=/forms/]").stream()
                        .map(link -> link.attr("href"))
                        .distinct()
                        .toList();
    }

    /**
     * Submits a form and returns the reference that the visitor is shown.
     *
     * @param text what to type into a text question
     */
    String submit(String form, Function<Question, String> text) {
        var visitor = new Client(lethe.address());
        Document page = visitor.page(form);
        Element questions = Client.formWith(page, "input[type=hidden]");
        Document sent = visitor.submit(questions, fill(questions, text));
        // A form of many pages asks one question on each, and then whether the answers are right.
        for (int pages = 1; pages < 50 && goesOn(sent); pages++) {
            Element next = Client.formWith(sent, "input[name=at]");
            sent = visitor.submit(next, fill(next, text));
        }
        // Tests are faster than people, and are asked whether they mean it.
        if (sent.selectFirst("input[name=confirmed]") != null)
            sent = visitor.submit(Client.formWith(sent, "input[name=confirmed]"));
        assertThat(sent.location()).as("after %s: %s", form, sent.text()).contains("/sent");
        var reference = REFERENCE.matcher(sent.text());
        assertThat(reference.find()).as("a reference in: %s", sent.text()).isTrue();
        return reference.group();
    }

    /** Waits until what has this reference can be read, which is a moment after it was sent. */
    void awaitReported(String reference) {
        try (var rows = Cluster.of(lethe).connect("lethe");
                var there = rows.prepareStatement("SELECT FROM read_submissions.submission WHERE reference = ?")) {
            there.setString(1, reference);
            for (long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1); System.nanoTime() < end; Thread.sleep(20))
                if (there.executeQuery().next()) return;
            throw new IllegalStateException(reference + " never came to the reports");
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean goesOn(Document page) {
        return page.selectFirst("input[name=at]") != null && page.selectFirst(".govuk-error-summary") == null;
    }

    /** With what a member of the demo council's staff signs in, as it is printed at the start. */
    record Login(String email, String password) {}

    Login login(String role) {
        for (String line : lethe.output()) {
            if (!line.contains(role)) continue;
            var email = Pattern.compile("\\S+@\\S+").matcher(line);
            if (!email.find()) continue;
            String[] words =
                    line.replace(role, " ").replace(email.group(), " ").strip().split("\\s+");
            return new Login(email.group(), words[words.length - 1]);
        }
        throw new IllegalStateException("No " + role + " in:\n" + String.join("\n", lethe.output()));
    }

    /** A member of the demo council's staff, signed in. */
    Client staff(String role) {
        Login login = login(role);
        return new Client(lethe.address()).signIn(login.email(), login.password());
    }

    Client officer() {
        return staff("Privacy officer");
    }

    Client editor() {
        return staff("Editor");
    }

    /** Everything that an editor is shown of the submissions of all forms, page by page, newest first. */
    List<Document> reports(Client editor) {
        var pages = new ArrayList<Document>();
        for (Element link : editor.page("/staff/submissions").select("main a[href~=/staff/submissions/forms/]")) {
            Document page = editor.page(link.attr("href"));
            pages.add(page);
            for (Element next; (next = page.selectFirst("a[rel=next]")) != null; pages.add(page))
                page = editor.page(
                        next.absUrl("href").substring(lethe.address().toString().length()));
        }
        return pages;
    }

    /** All of {@link #reports} as one text. */
    String report() {
        return reports(editor()).stream().map(Document::text).reduce("", String::concat);
    }

    /** The address of a form that asks for one email address, so that a submission is one person's. */
    String formOfOnePerson() {
        for (String form : forms())
            if (new Client(lethe.address())
                            .page(form)
                            .select("input[type=email]")
                            .size()
                    == 1) return form;
        throw new IllegalStateException("No form of the demo asks for one email address");
    }

    /** Looks for a person; the page that follows. */
    Document find(Client officer, String email) {
        Document page = officer.page("/staff/people");
        return officer.submit(Client.formWith(page, "input[name=email]"), "email", email);
    }

    /** The page that asks for the last word before this person is erased. */
    Document confirmErasure(Client officer, String email) {
        Document held = find(officer, email);
        Element order = Client.formWith(held, "input[name=ground]");
        return officer.submit(
                order, "ground", order.selectFirst("input[name=ground]").val());
    }

    /** Erases a person, and returns the page with the proof. */
    Document erase(Client officer, String email) {
        Document confirm = confirmErasure(officer, email);
        Document proof = officer.submit(Client.formWith(confirm, "input[name=erasure]"));
        assertThat(proof.location()).contains("/staff/erasures/");
        return proof;
    }

    /**
     * Fills every question of a visitor's form.
     *
     * @param text what to type into a text question, by its label and type
     */
    static String[] fill(Element form, Function<Question, String> text) {
        var filled = new ArrayList<String>();
        var chosen = new HashSet<String>();
        for (Element input : form.select("input, textarea, select")) {
            String name = input.attr("name");
            String type =
                    input.normalName().equals("input") ? input.attr("type").toLowerCase() : input.normalName();
            switch (type) {
                case "hidden", "submit", "button", "file" -> {}
                case "radio" -> {
                    if (chosen.add(name)) filled.addAll(List.of(name, input.val()));
                }
                case "checkbox" -> {
                    if (chosen.add(name)) filled.addAll(List.of(name, input.hasAttr("value") ? input.val() : "on"));
                }
                case "select" -> {
                    Element option = input.select("option").stream()
                            .filter(o -> !o.val().isEmpty())
                            .findFirst()
                            .orElseThrow();
                    filled.addAll(List.of(name, option.val()));
                }
                default -> {
                    // The honeypot and the like carry tabindex -1: a person never sees them.
                    if ("-1".equals(input.attr("tabindex"))) filled.addAll(List.of(name, ""));
                    else if (name.endsWith("-day")) filled.addAll(List.of(name, "7"));
                    else if (name.endsWith("-month")) filled.addAll(List.of(name, "3"));
                    else if (name.endsWith("-year")) filled.addAll(List.of(name, "1984"));
                    else if (name.endsWith("-postcode") || label(form, input).matches("(?i).*\\bpostcode"))
                        filled.addAll(List.of(name, "HP20 1UY"));
                    else filled.addAll(List.of(name, text.apply(new Question(label(form, input), type, name))));
                }
            }
        }
        return filled.toArray(String[]::new);
    }

    /** A question that takes text. */
    record Question(String label, String type, String name) {
        /** A value of its type that holds this text where the type allows any text. */
        String answer(String text) {
            return switch (type) {
                case "email" -> text + "@example.org";
                case "tel" -> "01632 960983";
                case "url" -> "https://example.org/" + text;
                case "number" -> "42";
                default -> text;
            };
        }
    }

    private static String label(Element form, Element input) {
        Element label = form.selectFirst("label[for=" + input.id() + "]");
        return label == null ? "" : label.text();
    }
}
