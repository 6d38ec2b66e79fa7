package dev.lethe.ui.retention;

import dev.lethe.command.privacy.OrphanSearches;
import dev.lethe.shredding.OrphanSearch;
import dev.lethe.shredding.Restorations;
import dev.lethe.shredding.Restore;
import dev.lethe.ui.web.Times;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What was restored from backups, and what could be destroyed once an operator has said of when they were. */
@Component
public class RestoredStores {

    private static final Duration FRESH = Duration.ofSeconds(30);

    private final Restorations vault;
    private final OrphanSearches orphans;
    private final DuePreview previews;
    private final Clock clock;
    /** One looks for all. */
    private final Object looking = new Object();

    private volatile @Nullable Found found;

    RestoredStores(Restorations vault, OrphanSearches orphans, DuePreview previews, Clock clock) {
        this.vault = vault;
        this.orphans = orphans;
        this.previews = previews;
        this.clock = clock;
    }

    /**
     * What could go.
     *
     * @param due records whose time is over
     * @param living of how many
     * @param neverArrived what came with records of which no event tells
     */
    public record Outlook(long due, long living, OrphanSearch neverArrived) {}

    public List<Restore> all() {
        return vault.restores();
    }

    /** Those of which nobody has said when the backup was. */
    public List<Restore> awaited() {
        return all().stream().filter(Restore::isAwaited).toList();
    }

    /** As it was found half a minute ago at most: finding it reads all events. */
    public Outlook outlook() {
        synchronized (looking) {
            Found now = found;
            if (now == null || System.nanoTime() - now.at() > FRESH.toNanos()) {
                var outlook = previews.look().outlook();
                now = new Found(new Outlook(outlook.due(), outlook.living(), orphans.preview()), System.nanoTime());
                found = now;
            }
            return now.outlook();
        }
    }

    private record Found(Outlook outlook, long at) {}

    public void confirm(Collection<Restore.Store> stores, Instant from) {
        for (Restore.Store store : stores) vault.confirmRestore(store, from);
        found = null; // only now: who looked meanwhile saw what was so before
    }

    /**
     * A day, or a day and a time, as the council's clocks show it.
     *
     * @return empty when it is neither, or is to come
     */
    public Optional<Instant> time(String typed) {
        String text = typed.strip();
        try {
            Instant time = text.contains("T")
                    ? LocalDateTime.parse(text).atZone(Times.LONDON).toInstant()
                    : LocalDate.parse(text).atStartOfDay(Times.LONDON).toInstant();
            return time.isAfter(clock.instant()) ? Optional.empty() : Optional.of(time);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
