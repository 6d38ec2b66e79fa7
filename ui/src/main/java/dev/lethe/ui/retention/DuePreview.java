package dev.lethe.ui.retention;

import dev.lethe.command.retention.ExpiryDesk;
import dev.lethe.command.retention.model.ExpiryRefusal;
import dev.lethe.command.retention.model.FeatureCount;
import dev.lethe.query.projections.ReadModels;
import dev.lethe.query.records.AllDue;
import dev.lethe.query.records.CouncilDay;
import dev.lethe.query.retention.ExpiryRuns;
import dev.lethe.query.retention.Outlook;
import dev.lethe.shredding.ErasureLedger;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a run of the retention would destroy now. It is asked for on any node, whether runs are made there or not. */
@Component
public class DuePreview {

    private final AllDue due;
    private final ExpiryRuns runs;
    private final ExpiryDesk desk;
    private final ReadModels readModels;
    private final ErasureLedger vault;
    private final Clock clock;

    DuePreview(AllDue due, ExpiryRuns runs, ExpiryDesk desk, ReadModels readModels, ErasureLedger vault, Clock clock) {
        this.due = due;
        this.runs = runs;
        this.desk = desk;
        this.readModels = readModels;
        this.vault = vault;
        this.clock = clock;
    }

    /**
     * What is due today, and whether a run would be refused now.
     *
     * @param refusal why; null when it would not
     * @param exceeded the limits that are exceeded: of how many records of a feature may go without a second look
     */
    public record Preview(Outlook outlook, @Nullable ExpiryRefusal refusal, List<FeatureCount> exceeded) {
        public Preview {
            exceeded = List.copyOf(exceeded);
        }
    }

    /** What is due today. */
    public Preview look() {
        boolean unused = readModels.awaitCurrent();
        LocalDate today = today();
        var outlook = new Outlook(today, due.groups(today));
        return new Preview(
                outlook,
                desk.wouldRefuse(runs.activity(vault.lastLedgerTime()), outlook.dueByGroup(), outlook.livingByFeature())
                        .orElse(null),
                desk.exceeded(outlook.dueByGroup(), outlook.livingByFeature()));
    }

    /** The council's day, by the clock. */
    public LocalDate today() {
        return CouncilDay.of(clock.instant());
    }
}
