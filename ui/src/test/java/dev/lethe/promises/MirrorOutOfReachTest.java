package dev.lethe.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.Password;
import dev.lethe.command.accounts.Staff;
import dev.lethe.command.accounts.events.AccountId;
import dev.lethe.command.accounts.events.Role;
import dev.lethe.command.forms.CreateForm;
import dev.lethe.command.forms.PublishForm;
import dev.lethe.command.forms.events.Field;
import dev.lethe.command.forms.events.FieldId;
import dev.lethe.command.forms.events.FieldType;
import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.forms.events.FormId;
import dev.lethe.command.forms.events.Identifies;
import dev.lethe.command.forms.events.LawfulBasis;
import dev.lethe.command.forms.events.Layout;
import dev.lethe.command.forms.events.Processing;
import dev.lethe.command.forms.events.SpamControl;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.web.Commands;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
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
    private static final String GOOD = "otter marmalade lantern";

    @TempDir
    Path directory;

    private TestLethe lethe;
    private Client administrator;
    private FormId form;

    private void publish(AccountId by) {
        form = new FormId(UUID.randomUUID());
        var question = new Field(
                FieldId.of(1), FieldType.SINGLE_LINE, "Your name", "", true, List.of(), null, 0, Identifies.NOBODY);
        var definition = new FormDefinition(
                        "Report a pothole",
                        "pothole",
                        "",
                        List.of("You"),
                        List.of(question),
                        "Send report",
                        "Thank you",
                        "We will look at it.",
                        new Processing("To mend it", LawfulBasis.PUBLIC_TASK, "Highways", 7))
                .with(Layout.ONE_PAGE)
                .with(new SpamControl(0, false));
        lethe.bean(Commands.class).send(by, new CreateForm(form, definition));
        lethe.bean(Commands.class).send(by, new PublishForm(form, 1));
        lethe.settle();
    }

    private HttpResponse<String> send() {
        var visitor = new Client(lethe.address());
        Document page = visitor.get("/forms/pothole");
        Element asked = Client.formWith(page, "input[name=q1]");
        var typed = Client.fill(asked, question -> "Ada Example");
        typed.add(new Client.Pair("go", "send"));
        return visitor.postForAnswer(page, asked, typed);
    }

    private static String text(HttpResponse<String> answer) {
        return Jsoup.parse(answer.body()).text();
    }

    private String line(String name) {
        for (Element row : administrator.get("/staff/health").select("#lines tbody tr"))
            if (row.selectFirst("th").text().contains(name)) return row.text();
        return "";
    }

    private int health(String which) {
        HttpResponse<String> answer = new Client(lethe.address()).getForAnswer("/actuator/health" + which);
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
                "--lethe.health.every=100ms",
                "--lethe.sign-in.refusals-take=0ms",
                "--lethe.forms.submissions-from-one-address=0")) {
            lethe = started;
            AccountId account = lethe.bean(Staff.class)
                    .setUp("Ada Example", "ada@lethe.example", Set.of(Role.ADMINISTRATOR), Password.of(GOOD));
            lethe.settle();
            administrator = new Client(lethe.address()).signIn("ada@lethe.example", GOOD);
            publish(account);
            assertThat(text(send())).contains("Your reference");
            int accepted = 1;
            assertThat(administrator.get("/staff").select("nav a[href=/staff/health]"))
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
            assertThat(line("Numbers left for submissions that are kept for 7 days"))
                    .contains("Warning", " left", "they last for");
            await("the health is down", () -> health("") == 503);
            assertThat(List.of(health("/readiness"), health("/liveness"))).containsOnly(200);

            String answer;
            int after = 0;
            while ((answer = text(send())).contains("Your reference") && after < 1_000) after++;
            accepted += after;
            assertThat(after).isGreaterThanOrEqualTo(AHEAD);
            assertThat(answer).containsAnyOf("we have not received this", "nothing was changed");
            await("readiness is down", () -> health("/readiness") == 503);
            assertThat(health("/liveness")).isEqualTo(200);
            await("the page says that it stands still", () -> line(name).contains("Stands still"));
            assertThat(line("Numbers left for submissions that are kept for 7 days"))
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
            assertThat(text(send())).contains("Your reference");
            accepted++;
            lethe.settle();
            assertThat(lethe.bean(Submissions.class).count(form))
                    .as("all that was acknowledged, and nothing else")
                    .isEqualTo(accepted);
        }
    }
}
