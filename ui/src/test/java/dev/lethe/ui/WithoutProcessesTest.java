package dev.lethe.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.Role;
import dev.lethe.processes.Processes;
import dev.lethe.processes.privacy.TidyingElsewhere;
import dev.lethe.processes.records.RecordLookups;
import dev.lethe.processes.schedule.OneTimeTasks;
import dev.lethe.query.projections.ReadModels;
import dev.lethe.query.retention.ExpiryRuns;
import java.nio.file.Path;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that only shows pages. */
class WithoutProcessesTest {

    @Test
    void pages_work_where_nothing_runs_by_itself(@TempDir Path root) throws Exception {
        try (TestLethe lethe = TestLethe.start(root, "--" + Processes.ENABLED + "=false")) {
            assertThat(lethe.beansOf("dev.lethe.processes"))
                    .as("only what looks up, and does nothing by itself")
                    .containsExactlyInAnyOrder(
                            RecordLookups.class.getName(),
                            "allRecordsByEvents",
                            "submissionsByEvents",
                            TidyingElsewhere.class.getName(),
                            OneTimeTasks.class.getName());

            Client officer = lethe.member("Grace", Role.PRIVACY_OFFICER).client();
            assertThat(officer.page("/staff/retention").select("h1").text()).isEqualTo("Retention");
            Document look = officer.page("/staff/retention/second-look");
            Document answer = officer.submit(Client.formWith(look, "[name=day]"));
            assertThat(answer.text()).contains("Nothing was deleted").contains("makes no runs");
            assertThat(lethe.bean(ExpiryRuns.class).count()).isZero();

            Client administrator = lethe.member("Ada", Role.ADMINISTRATOR).client();
            assertThat(administrator.page("/staff/health").select("#lines").text())
                    .contains("What runs by itself")
                    .contains("this Lethe is set to leave it to others");

            // What a rebuild brings back is for another node to tidy up
            for (int i = 0; i < 2; i++) lethe.bean(ReadModels.class).rebuild("submissions", _ -> {});
            assertThat(lethe.database()
                            .sql("SELECT task_instance FROM scheduled_tasks WHERE task_name = 'tidying-after-rebuild'")
                            .query(String.class)
                            .list())
                    .filteredOn(id -> id.startsWith("submissions/"))
                    .as("when it was made at the start, and twice since")
                    .hasSize(3);
        }
    }
}
