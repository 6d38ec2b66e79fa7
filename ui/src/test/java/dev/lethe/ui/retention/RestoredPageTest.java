package dev.lethe.ui.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.Role;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe;
import java.nio.file.Path;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where an administrator says what was restored. */
class RestoredPageTest {

    private static final String PAGE = "/staff/health/restored";

    @Test
    void an_administrator_says_of_when_the_backup_was_and_nobody_else_does(@TempDir Path root) throws Exception {
        try (TestLethe lethe = TestLethe.start(root)) {
            Client admin = lethe.member("Ada", Role.ADMINISTRATOR).client();
            Document page = admin.page(PAGE);
            assertThat(page.select("#could").text()).contains("Records whose time is over: 0 of 0");
            assertThat(page.select("#restores")).isEmpty();

            Document wrong =
                    admin.submit(Client.formWith(page, "#from"), "store", "", "from", "the day before yesterday");
            assertThat(wrong.select(".govuk-error-summary").text())
                    .contains("Select what was restored")
                    .contains("Enter a day that is past");
            assertThat(wrong.select("#from").val()).isEqualTo("the day before yesterday");

            Document said =
                    admin.submit(Client.formWith(wrong, "#from"), "store", "EVENTS", "from", "2026-01-31T23:00");
            assertThat(said.select("#restores").text()).contains("The records").contains("31 January 2026, 23:00");

            assertThat(lethe.member("Grace", Role.PRIVACY_OFFICER)
                            .client()
                            .get(PAGE)
                            .statusCode())
                    .isEqualTo(403);
        }
    }
}
