package dev.lethe.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.ui.Client;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise 1: no personal value is ever written in the clear. Unguessable texts go in at every door; none may lie anywhere. */
@Tag("process")
class CanaryTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<String> canaries = new ArrayList<>();

    @Test
    void nothing_that_somebody_typed_lies_anywhere_in_the_clear(@TempDir Path home) throws Exception {
        String email = canary() + "@example.org";
        String phone = canaryPhone();
        String planted = canary();
        canaries.remove(planted);
        Path dumps = home.resolve("dumps");
        try (RunningLethe lethe = RunningLethe.serve(home, Map.of(), "--demo")) {
            var council = new Council(lethe);
            List<String> forms = council.forms();
            assertThat(forms).hasSizeGreaterThan(2);
            for (String form : forms) {
                council.awaitReported(council.submit(form, question -> switch (question.type()) {
                    case "email" -> email;
                    case "tel" -> "0" + phone;
                    default -> question.answer(canary());
                }));
                submitBadly(lethe, form);
            }
            // proof that they got in: the editor reads them
            String report = council.reports(council.editor()).stream()
                    .map(Document::text)
                    .reduce("", String::concat);
            assertThat(canaries.stream().filter(report::contains).count()).isGreaterThan(forms.size());

            try (Connection vault = Cluster.of(lethe).connect("lethe_vault");
                    Connection events = Cluster.of(lethe).connect("lethe")) {
                events.createStatement().execute("CREATE TABLE planted (text text)");
                try (var insert = events.prepareStatement("INSERT INTO planted VALUES (?)")) {
                    insert.setString(1, planted);
                    insert.executeUpdate();
                }
                vault.createStatement().execute("CHECKPOINT");
                Databases.dump(vault, dumps.resolve("vault"));
                Databases.dump(events, dumps.resolve("lethe"));
            }
            search(home, lethe, planted);

            // and the same after an erasure, which has its own ways to leave something behind
            assertThat(council.find(council.officer(), email).text()).contains(email);
            council.erase(council.officer(), email);
            try (Connection events = Cluster.of(lethe).connect("lethe")) {
                events.createStatement().execute("CHECKPOINT");
            }
            search(home, lethe, planted);
        }
    }

    private void search(Path home, RunningLethe lethe, String planted) {
        var traces = new Traces(canaries);
        assertThat(traces.in(home)).isEmpty();
        assertThat(traces.in(String.join("\n", lethe.output()).getBytes(), "its output"))
                .isEmpty();
        // The search can find: what the test planted in a table lies in the data directory and in the dump.
        List<String> found = new Traces(List.of(planted)).in(home);
        assertThat(found).anyMatch(line -> line.contains("plain in " + RunningLethe.data(home)));
        assertThat(found).anyMatch(line -> line.contains("plain in " + home.resolve("dumps")));
    }

    /** Whatever goes wrong must not be told to a log: wrong types, NUL, far too long, another token, broken encoding. */
    private void submitBadly(RunningLethe lethe, String form) {
        var visitor = new Client(lethe.address());
        Document page = visitor.page(form);
        Element questions = Client.formWith(page, "input[type=hidden]");
        List<String[]> attempts = List.of(
                Council.fill(questions, _ -> canary()),
                Council.fill(questions, question -> question.answer(canary()) + "\0"),
                Council.fill(questions, question -> question.answer(canary()) + "x".repeat(60_000)),
                Council.fill(questions, question -> question.answer(canary()) + "x".repeat(3_000_000)),
                Council.fill(questions, question -> question.answer(canary()) + "\u202e\ufffe"),
                new String[] {canary(), canary()});
        for (String[] typed : attempts) visitor.send(visitor.posting(questions, typed));
        for (Element hidden : questions.select("input[type=hidden]")) hidden.val(canary());
        visitor.send(visitor.posting(questions, Council.fill(questions, question -> question.answer(canary()))));
        visitor.open(form + "?" + canary() + "=" + canary());
        visitor.open("/" + canary());
    }

    /** A telephone number that nobody would guess, without what is before it in any spelling. */
    private String canaryPhone() {
        String phone = "79" + "%08d".formatted(RANDOM.nextInt(100_000_000));
        canaries.add(phone);
        return phone;
    }

    private String canary() {
        byte[] random = new byte[8];
        RANDOM.nextBytes(random);
        String canary = "canary" + HexFormat.of().formatHex(random);
        canaries.add(canary);
        return canary;
    }
}
