package dev.lethe.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.ui.Client;
import dev.lethe.ui.embedded.DataDirectory;
import dev.lethe.ui.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** Starting as an operator does: what is printed, what is refused, and that a demonstration is never there twice. */
@Tag("process")
class StartTest {

    @TempDir
    Path home;

    @Test
    void the_first_start_prints_a_link_for_the_first_administrator_and_a_second_serve_one_clear_line() {
        try (RunningLethe lethe = RunningLethe.serveFromNothing(home)) {
            String link = lethe.printed("(http://localhost:\\d+/accounts/first/\\S+)");
            assertThat(new Client(lethe.address())
                            .page(link.substring(lethe.address().toString().length()))
                            .select("input[name=email]"))
                    .isNotEmpty();
            refused(RunningLethe.begin(home, Map.of()), "lethe: Another Lethe is running on the data directory ");
            assertThat(new Client(lethe.address()).page("/").title()).isNotEmpty();
        }
    }

    @Test
    void without_its_root_state_it_refuses_and_makes_no_new_one() throws IOException {
        DemoData.copyTo(home);
        Path root = RunningLethe.root(home);
        Path away = home.resolve("away");
        Files.move(root, away);
        refused(RunningLethe.begin(home, Map.of()), "lethe: The root state of this vault is missing");
        assertThat(root.resolve("root.state")).doesNotExist();
        FileSystemUtils.deleteRecursively(root);
        Files.move(away, root);
        RunningLethe.serve(home, Map.of()).close();
    }

    @Test
    void a_demonstration_that_was_killed_half_way_is_completed_and_never_there_twice() throws Exception {
        RunningLethe killed = RunningLethe.begin(home, Map.of(), "--demo");
        killed.awaitPrinted("80 of 320");
        killed.kill();
        String password;
        try (RunningLethe lethe = RunningLethe.serve(home, Map.of(), "--demo")) {
            assertThat(counts(RunningLethe.data(home))).containsExactly(5L, 320L, 3L);
            password = lethe.printed("Editor +\\S+ +(\\S+)");
        }
        try (RunningLethe lethe = RunningLethe.serve(home, Map.of(), "--demo")) {
            assertThat(counts(RunningLethe.data(home))).containsExactly(5L, 320L, 3L);
            assertThat(lethe.printed("Editor +\\S+ +(\\S+)")).isNotEqualTo(password);
            assertThat(new Council(lethe).editor().page("/staff/submissions").title())
                    .isNotEmpty();
        }
    }

    @Test
    void a_demonstration_is_refused_where_somebody_works_already_and_changes_nothing() throws Exception {
        try (RunningLethe lethe = RunningLethe.serve(home, Map.of())) {
            RunningLethe made = lethe.command("create-account", "--name=Olu Keeper", "--email=olu@lethe.example");
            assertThat(made.exitCode()).as("%s", made.output()).isZero();
        }
        refused(
                RunningLethe.begin(home, Map.of(), "--demo"),
                "lethe: There are accounts or forms here that are not the demonstration's.");
        Path data = RunningLethe.data(home);
        try (DataDirectory directory = DataDirectory.open(data);
                EmbeddedPostgres _ = EmbeddedPostgres.start(directory)) {
            assertThat(counts(data)).containsExactly(0L, 0L, 1L);
        }
    }

    /** Forms, submissions, accounts. */
    private static List<Long> counts(Path data) throws IOException, SQLException {
        try (Connection events = Cluster.of(data).connect("lethe")) {
            return List.of(
                    count(events, "read_forms.form"),
                    count(events, "read_submissions.submission"),
                    count(events, "read_accounts.account"));
        }
    }

    private static long count(Connection events, String table) throws SQLException {
        try (var rows = events.createStatement().executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void refused(RunningLethe begun, String line) {
        assertThat(begun.awaitEnd()).isEqualTo(1);
        assertThat(begun.output())
                .filteredOn(
                        printed -> !printed.startsWith("Lethe is starting on ") && !printed.startsWith("Picked up "))
                .singleElement()
                .asString()
                .startsWith(line);
    }
}
