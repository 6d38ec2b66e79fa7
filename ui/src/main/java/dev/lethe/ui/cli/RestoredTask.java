package dev.lethe.ui.cli;

import dev.lethe.shredding.Restore;
import dev.lethe.ui.control.Output;
import dev.lethe.ui.control.Task;
import dev.lethe.ui.control.TaskFailedException;
import dev.lethe.ui.retention.RestoredStores;
import dev.lethe.ui.web.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Says what was restored from a backup, or what is known of that. */
@Component
class RestoredTask implements Task {

    static final String NAME = "restored";
    static final String CONFIRM = "confirm";

    private final RestoredStores restored;

    RestoredTask(RestoredStores restored) {
        this.restored = restored;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(List<String> arguments, Output output) {
        List<String> left = new ArrayList<>(arguments);
        boolean confirmed = left.remove(CONFIRM);
        tell(output);
        if (left.isEmpty()) return;
        if (left.size() != 2)
            throw new TaskFailedException("Name both what was restored and of when the backup is:"
                    + " ./lethe restored events|vault|both --from=2026-11-29");
        Set<Restore.Store> stores = switch (left.getFirst()) {
            case "vault" -> EnumSet.of(Restore.Store.VAULT);
            case "events" -> EnumSet.of(Restore.Store.EVENTS);
            case "both" -> EnumSet.allOf(Restore.Store.class);
            default -> throw new TaskFailedException("What was restored is events, vault or both");
        };
        Instant from = restored.time(left.getLast())
                .orElseThrow(() -> new TaskFailedException(
                        "--from= is a day that is past, like 2026-11-29, or a day and a time, like 2026-11-29T23:00"));
        if (!confirmed) {
            output.line("To say so, and let that go: add --confirm");
            return;
        }
        restored.confirm(stores, from);
        output.line("It is kept that " + left.getFirst()
                + (stores.size() == 1 && stores.contains(Restore.Store.VAULT) ? " was" : " were")
                + " restored from a backup of " + Times.minute(from));
    }

    private void tell(Output output) {
        for (Restore restore : restored.all()) output.line(line(restore));
        RestoredStores.Outlook outlook = restored.outlook();
        output.line(String.format(
                Locale.UK,
                "Could then be destroyed: %,d of %,d records whose time is over (./lethe expire --preview), and what came with"
                        + " %,d that never arrived",
                outlook.due(),
                outlook.living(),
                outlook.neverArrived().found()));
        String heldBack = outlook.neverArrived().heldBack();
        if (heldBack != null) output.line("What never arrived stays meanwhile: " + heldBack);
    }

    private static String line(Restore restore) {
        @Nullable Instant from = restore.from();
        return (restore.store() == Restore.Store.VAULT ? "Vault" : "Events") + ", noticed "
                + Times.minute(restore.told()) + ": "
                + (from == null ? "nobody has said of when the backup is" : "from a backup of " + Times.minute(from));
    }
}
