package dev.lethe.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.ui.embedded.DataDirectory;
import dev.lethe.ui.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise 3: a restore can never resurrect anyone, and brings everyone else back. */
@Tag("process")
class RestoreTest {

    private static final String ERASED = "grace.hopper.the.erased";
    private static final String OTHER = "alan.turing.who.stays";

    @Test
    void a_dump_from_before_an_erasure_brings_back_everyone_but_the_erased(@TempDir Path home) throws Exception {
        Path dumps = home.resolve("dumps");
        String staysAs = null;
        try (RunningLethe lethe = RunningLethe.serve(home, Map.of(), "--demo")) {
            var council = new Council(lethe);
            for (String form : council.forms()) {
                council.submit(form, question -> question.answer(ERASED));
                staysAs = council.submit(form, question -> question.answer(OTHER));
            }
            council.awaitReported(staysAs);
            assertThat(council.report()).contains(ERASED).contains(OTHER);
            for (String database : List.of("lethe", "lethe_vault"))
                try (Connection connection = Cluster.of(lethe).connect(database)) {
                    Databases.dump(connection, dumps.resolve(database));
                }
            council.erase(council.officer(), ERASED + "@example.org");
            assertThat(council.report()).doesNotContain(ERASED + "@").contains(OTHER);
        }
        Path data = RunningLethe.data(home);
        try (DataDirectory directory = DataDirectory.open(data);
                EmbeddedPostgres _ = EmbeddedPostgres.start(directory)) {
            for (String database : List.of("lethe", "lethe_vault"))
                try (Connection connection = Cluster.of(data).connect(database)) {
                    Databases.restore(connection, dumps.resolve(database));
                    // The mark is drawn each hour, and this backup is of the same: as one of an earlier hour has it
                    String table = database.equals("lethe") ? "event_mark" : "vault.mark";
                    try (var statement = connection.createStatement()) {
                        assertThat(statement.executeUpdate("UPDATE " + table + " SET mark = gen_random_uuid()"))
                                .isEqualTo(1);
                    }
                }
        }
        try (RunningLethe lethe = RunningLethe.serve(home, Map.of(), "--demo")) {
            var council = new Council(lethe);
            String report = council.report();
            assertThat(report).contains(OTHER).contains(staysAs).doesNotContain(ERASED + "@");
            // the identifiers, too, say so
            Document nobody = council.find(council.officer(), ERASED + "@example.org");
            assertThat(nobody.select("#nobody-title")).isNotEmpty();
            assertThat(council.find(council.officer(), OTHER + "@example.org").text())
                    .contains(OTHER);
            // and the read models: what was erased is tidied away again, and the erasure is told of
            int tidied = tidied(lethe);
            assertThat(tidied).isPositive();
            assertThat(council.officer().page("/staff/erasures").select("main tbody tr"))
                    .hasSize(1);

            // That both were restored is told, and until somebody says of when, nothing goes by its age
            assertThat(said(lethe, 0, "restored"))
                    .contains("Vault, noticed")
                    .contains("Events, noticed")
                    .contains("nobody has said of when the backup is");
            assertThat(said(lethe, 1, "expire")).contains("restored from a backup");
            String from = "--from=" + LocalDate.now(ZoneId.of("Europe/London"));
            assertThat(said(lethe, 0, "restored", "both", from)).contains("add --confirm");
            assertThat(said(lethe, 1, "restored", "both", "--from=2999-01-01", "--confirm"))
                    .contains("a day that is past");
            assertThat(said(lethe, 1, "expire")).contains("restored from a backup");
            assertThat(said(lethe, 0, "restored", "both", from, "--confirm")).contains("It is kept that both were");
            assertThat(said(lethe, 0, "restored")).doesNotContain("nobody has said");
            assertThat(said(lethe, 0, "orphans")).contains("somebody's address is kept: 0");
            assertThat(said(lethe, 0, "expire")).contains("Records destroyed: 0");

            // A rebuild reads every token from the events again, and takes these out again.
            RunningLethe rebuild = lethe.command("rebuild", "submissions");
            assertThat(rebuild.exitCode()).as("%s", rebuild.output()).isZero();
            assertThat(tidied(lethe)).isEqualTo(tidied);
            assertThat(council.report()).isEqualTo(report);
        }
    }

    private static String said(RunningLethe lethe, int exitCode, String... command) throws Exception {
        RunningLethe run = lethe.command(command);
        assertThat(run.exitCode())
                .as("%s: %s", String.join(" ", command), run.output())
                .isEqualTo(exitCode);
        return String.join("\n", run.output());
    }

    private static int tidied(RunningLethe lethe) throws Exception {
        try (Connection connection = Cluster.of(lethe).connect("lethe");
                var row = connection
                        .createStatement()
                        .executeQuery("SELECT count(*) FROM read_submissions.part WHERE token IS NULL")) {
            row.next();
            return row.getInt(1);
        }
    }
}
