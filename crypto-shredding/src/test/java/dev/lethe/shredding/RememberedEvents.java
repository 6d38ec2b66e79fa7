package dev.lethe.shredding;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events in memory, each of which names keys and may say that it moved something, for tests of the vault. Can be set back, as a
 * restore does it.
 */
public final class RememberedEvents implements EventHistory {

    private record Event(
            Set<UUID> keys,
            @Nullable UUID erasure,
            @Nullable Sealed<Replaced> replaced) {}

    private final List<Event> events = new ArrayList<>();
    private final Map<UUID, Ground> kept = new HashMap<>();
    private final Map<UUID, Integer> parts = new HashMap<>();
    private @Nullable Mark mark;
    private @Nullable String gap;
    private @Nullable Instant latest;
    private Runnable noting = () -> {};

    /** What happens, or fails, before a mark is noted. */
    public void beforeNoting(Runnable other) {
        noting = other;
    }

    /** What a backup holds. */
    public record Backup(List<Event> events, @Nullable Mark mark) {}

    public Backup backup() {
        return new Backup(List.copyOf(events), mark);
    }

    public void restore(Backup backup) {
        events.clear();
        events.addAll(backup.events());
        mark = backup.mark();
    }

    public void append(UUID... keys) {
        events.add(new Event(Set.of(keys), null, null));
    }

    /** The event at this position names nothing any more. */
    public void forget(int position) {
        events.set(position, new Event(Set.of(), null, null));
    }

    /** One by which something moved. */
    public void append(UUID erasure, Sealed<Replaced> replaced) {
        events.add(new Event(Set.of(replaced.token().keyId()), erasure, replaced));
    }

    /** An order is to keep this key. */
    public void keep(UUID key, Ground ground) {
        kept.put(key, ground);
    }

    /** A part came with so many identifiers. */
    public void part(UUID own, int identifiers) {
        parts.put(own, identifiers);
    }

    public void tear(@Nullable String gap) {
        this.gap = gap;
    }

    /** When the last of them is to have happened. */
    public void latest(@Nullable Instant time) {
        latest = time;
    }

    public void mark(@Nullable Mark other) {
        mark = other;
    }

    @Override
    public Optional<Mark> mark() {
        return Optional.ofNullable(mark);
    }

    @Override
    public void note(Mark mark) {
        noting.run();
        this.mark = mark;
    }

    @Override
    public long head() {
        return events.size() - 1L;
    }

    @Override
    public Optional<Instant> latest() {
        return Optional.ofNullable(latest);
    }

    @Override
    public Optional<String> gap() {
        return Optional.ofNullable(gap);
    }

    @Override
    public Set<UUID> named(Collection<UUID> keyIds, long after) {
        Set<UUID> named = new HashSet<>();
        for (int position = (int) after + 1; position < events.size(); position++)
            named.addAll(events.get(position).keys());
        named.retainAll(keyIds);
        return named;
    }

    @Override
    public Map<UUID, Ground> kept(Collection<UUID> keyIds) {
        Map<UUID, Ground> asked = new HashMap<>(kept);
        asked.keySet().retainAll(keyIds);
        return asked;
    }

    @Override
    public void replaced(long after, Replaced.Said each) {
        for (Event event : events.subList((int) after + 1, events.size()))
            if (event.erasure() != null && event.replaced() != null) each.moved(event.erasure(), event.replaced());
    }

    @Override
    public void parts(Parts each) {
        parts.forEach(each::arrived);
    }
}
