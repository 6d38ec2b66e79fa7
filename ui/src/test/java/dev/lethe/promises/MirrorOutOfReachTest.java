package dev.lethe.promises;

import static dev.lethe.ui.TestForms.asked;
import static dev.lethe.ui.TestForms.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Published;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Promise 5: what could not be accepted says so clearly. And whoever runs it is told before that. */
@ExtendWith(OutputCaptureExtension.class)
class MirrorOutOfReachTest {

    private static final int AHEAD = 8;

    @TempDir
    Path directory;

    private TestLethe lethe;
    private Client administrator;
    private Client stranger;
    private Published form;

    private String send() {
        return send("Ada Example");
    }

    /** What somebody reads who sends the form. */
    private String send(String name) {
        Client visitor = lethe.visitor();
        visitor.page(form.address());
        return visitor.type("q1", name).press("Send report").page().text();
    }

    private String line(String name) {
        for (Element row : administrator.page("/staff/health").select("#lines tbody tr"))
            if (row.selectFirst("th").text().contains(name)) return row.text();
        return "";
    }

    private int health(String which) {
        HttpResponse<String> answer = stranger.get("/actuator/health" + which);
        assertThat(answer.body())
                .as("strangers are told no more than the status")
                .doesNotContain("mirror", "vault", directory.toString());
        return answer.statusCode();
    }

    /** Generous: a look is a few milliseconds, and they are a tenth of a second apart. */
    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        for (int tries = 0; tries < 600; tries++) {
            if (condition.getAsBoolean()) return;
            Thread.sleep(100);
        }
        throw new AssertionError("Never: " + what);
    }

    @Test
    void what_will_stand_still_is_told_before_it_does_and_all_goes_on_by_itself(CapturedOutput output)
            throws Exception {
        Path mirror = directory.resolve("mirror");
        Path away = directory.resolve("away");
        String name = "Root state in " + mirror;
        try (var started = TestLethe.start(
                directory.resolve("root"),
                "--lethe.root.directories=" + mirror, // a second one: the settings of one name are a list
                "--lethe.vault.numbers-ahead=" + AHEAD,
                "--lethe.health.every=100ms")) {
            lethe = started;
            stranger = lethe.visitor();
            administrator = lethe.member("Ada Example", Role.ADMINISTRATOR).client();
            form = lethe.publish(
                    form("Report a pothole", 7, asked(1, FieldType.SINGLE_LINE)).with(Layout.ONE_PAGE));
            assertThat(send()).contains("Your reference");
            int accepted = 1;
            assertThat(send("")).contains("Enter an answer");
            assertThat(administrator.page("/staff").select("nav a[href=/staff/health]"))
                    .hasSize(1);
            assertThat(line(name)).contains("Good", "Version");
            assertThat(line("Numbers taken ahead")).contains("Good", "At least 8", "LETHE_VAULT_NUMBERS_AHEAD");
            assertThat(List.of(health(""), health("/readiness"), health("/liveness")))
                    .containsOnly(200);

            Files.move(mirror, away);
            Files.createFile(mirror); // permissions do not bind root
            await("the page warns", () -> line(name).contains("Warning"));
            await("the log warns", () -> output.getAll().contains(name + " (mirror): Not up to date"));
            assertThat(output.getAll()).doesNotContain("new submissions are not taken in");
            assertThat(line("Numbers left for submissions that are kept for up to 7 days"))
                    .contains("Warning", " left", "they last for");
            await("the health is down", () -> health("") == 503);
            assertThat(List.of(health("/readiness"), health("/liveness"))).containsOnly(200);

            // What anybody may begin without sending it must not use up what others need to send.
            String begun = "Numbers left for what is typed on the way";
            for (int i = 0; i < 1_000 && !line(begun).contains("None left"); i++)
                assertThat(send("")).contains("Enter an answer");
            assertThat(line(begun)).contains("Stands still", "None left");
            assertThat(send("")).contains("Enter an answer");
            assertThat(line(name)).contains("Warning");
            assertThat(health("/readiness")).isEqualTo(200);

            String answer;
            int after = 0;
            while ((answer = send()).contains("Your reference") && after < 1_000) after++;
            accepted += after;
            assertThat(after).isGreaterThanOrEqualTo(AHEAD);
            assertThat(answer).containsAnyOf("we have not received this", "nothing was changed");
            await("readiness is down", () -> health("/readiness") == 503);
            assertThat(health("/liveness")).isEqualTo(200);
            await("the page says that it stands still", () -> line(name).contains("Stands still"));
            assertThat(line("Numbers left for submissions that are kept for up to 7 days"))
                    .contains("Stands still", "None left");
            await(
                    "the log says that it stands still",
                    () -> output.getAll().contains("new submissions are not taken in"));

            Files.delete(mirror);
            Files.move(away, mirror);
            await("readiness is up, with nothing sent", () -> health("/readiness") == 200);
            await("the health is up", () -> health("") == 200);
            await("the page is well", () -> line(name).contains("Good"));
            await("the log says so", () -> output.getAll().contains(name + " (mirror): Version"));
            assertThat(send()).contains("Your reference");
            accepted++;
            lethe.settle();
            assertThat(lethe.bean(Submissions.class).counts().get(form.id()).live())
                    .as("all that was acknowledged, and nothing else")
                    .isEqualTo(accepted);
        }
    }
}
