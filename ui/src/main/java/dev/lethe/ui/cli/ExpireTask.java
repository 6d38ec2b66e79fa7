package dev.lethe.ui.cli;

import dev.lethe.command.retention.model.ExpiryCause;
import dev.lethe.command.retention.model.ExpiryRefusal;
import dev.lethe.processes.retention.Expiry;
import dev.lethe.processes.retention.RunOutcome;
import dev.lethe.processes.retention.RunOutcome.Busy;
import dev.lethe.processes.retention.RunOutcome.Changed;
import dev.lethe.processes.retention.RunOutcome.Done;
import dev.lethe.processes.retention.RunOutcome.Held;
import dev.lethe.processes.retention.RunOutcome.Refused;
import dev.lethe.processes.retention.RunOutcome.UnderWay;
import dev.lethe.processes.retention.SecondLook;
import dev.lethe.query.records.DueGroup;
import dev.lethe.query.retention.Outlook;
import dev.lethe.ui.control.Output;
import dev.lethe.ui.control.Task;
import dev.lethe.ui.control.TaskFailedException;
import dev.lethe.ui.retention.DuePreview;
import dev.lethe.ui.web.Captions;
import dev.lethe.ui.web.Times;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Destroys what has had its time, or says what that is. */
@Component
class ExpireTask implements Task {

    static final String NAME = "expire";
    static final String PREVIEW = "preview";

    private final ObjectProvider<Expiry> expiry;
    private final DuePreview previews;
    private final Captions captions;

    ExpireTask(ObjectProvider<Expiry> expiry, DuePreview previews, Captions captions) {
        this.expiry = expiry;
        this.previews = previews;
        this.captions = captions;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(List<String> arguments, Output output) {
        if (arguments.equals(List.of(PREVIEW))) {
            preview(output);
            return;
        }
        @Nullable SecondLook seen = arguments.isEmpty() ? null : seen(arguments.getFirst());
        Expiry here = expiry.getIfAvailable();
        if (here == null)
            throw new TaskFailedException(
                    "Nothing was destroyed: this Lethe does not run what runs by itself (lethe.processes.enabled=false)."
                            + " Ask one that does");
        RunOutcome outcome = here.run(ExpiryCause.COMMAND_LINE, null, seen, new Expiry.Progress() {
            @Override
            public void destroyed(long records, long of) {
                output.progress(String.format(Locale.UK, "%,d of %,d records", records, of));
            }
        });
        switch (outcome) {
            case Done done -> output.line(String.format(Locale.UK, "Records destroyed: %,d", done.destroyed()));
            case Refused refused ->
                throw new TaskFailedException("Refused, and nothing was destroyed: " + words(refused.why())
                        + (refused.why() == ExpiryRefusal.RESTORED
                                ? ""
                                : ". Look at ./lethe expire --preview" + ifAllMayGo(refused.outlook())));
            case Changed(var outlook) ->
                throw new TaskFailedException(String.format(
                        Locale.UK,
                        "Nothing was destroyed: %,d records are due now, and not %,d. Look at ./lethe expire --preview",
                        outlook.due(),
                        seen == null ? 0 : seen.records()));
            case Held held ->
                throw new TaskFailedException("A batch is ordered and not complete, and the rest waits for it: "
                        + held.why() + ". It is tried again by itself while Lethe runs, and at every start");
            case UnderWay _, Busy _ -> throw new TaskFailedException("Another run is under way: wait for its end");
        }
    }

    private SecondLook seen(String records) {
        return new SecondLook(previews.today(), Long.parseLong(records));
    }

    private void preview(Output output) {
        DuePreview.Preview preview = previews.look();
        Outlook outlook = preview.outlook();
        output.line(String.format(
                Locale.UK, "Due on %s: %,d of %,d records", Times.day(outlook.day()), outlook.due(), outlook.living()));
        for (DueGroup group : outlook.groups()) {
            output.line(String.format(
                    Locale.UK,
                    "  %s: %,d now, %,d within 7 days, %,d within 30 days%s%s",
                    captions.text(group.title()),
                    group.due(),
                    group.within7(),
                    group.within30(),
                    group.oldest() == null || group.newest() == null
                            ? ""
                            : ", received " + Times.day(group.oldest()) + " to " + Times.day(group.newest()),
                    group.held() == 0 ? "" : String.format(Locale.UK, "; %,d kept on a ground", group.held())));
        }
        ExpiryRefusal refusal = preview.refusal();
        if (refusal != null)
            output.line("It would be refused: " + words(refusal)
                    + (refusal == ExpiryRefusal.RESTORED ? "" : ifAllMayGo(outlook)));
    }

    private static String ifAllMayGo(Outlook outlook) {
        return String.format(Locale.UK, "; if all of it may go: ./lethe expire --confirm=%d", outlook.due());
    }

    private static String words(ExpiryRefusal why) {
        return switch (why) {
            case CLOCK_AHEAD -> "for more than a day nothing happened, so the clock jumped or Lethe was switched off";
            case CLOCK_BEHIND -> "the clock is before something that happened already";
            case RESTORED ->
                "vault or events were restored from a backup, and nobody has said of when: ./lethe restored says more";
            case TOO_MANY -> "too large a share of all records would go at once";
        };
    }
}
