package dev.lethe.shredding.ledger;

import dev.lethe.shredding.tree.Neighbourhoods;
import dev.lethe.shredding.tree.Prefix;
import dev.lethe.shredding.tree.SeedTree;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which places the ledger says are dead, and by which entry. For many threads. */
final class Dead {

    /** The number of the first entry that names a place. */
    private final Map<Long, Long> entries = new ConcurrentHashMap<>();

    void add(Collection<Prefix> places, long number) {
        for (Prefix place : places) entries.merge(SeedTree.place(place), number, Math::min);
    }

    /** The number of the first entry that covers a subject, 0 when none does. */
    long by(Prefix subject) {
        long first = 0;
        for (int digits = Neighbourhoods.WIDEST; digits <= Prefix.SUBJECT; digits++) {
            Long number = entries.get(SeedTree.place(subject.first(digits)));
            if (number != null && (first == 0 || number < first)) first = number;
        }
        return first;
    }
}
