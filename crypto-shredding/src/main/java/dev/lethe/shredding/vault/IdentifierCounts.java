package dev.lethe.shredding.vault;

import dev.lethe.shredding.EventHistory;
import dev.lethe.shredding.crypto.Crypto;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.ledger.Ledger;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.RootStore;
import dev.lethe.shredding.root.Walks;
import dev.lethe.shredding.tree.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts identifiers against what the events say came with each part. One row of several that is gone is missed by the others;
 * when all are gone only the events know that there were any.
 */
final class IdentifierCounts {

    private static final Logger LOG = LoggerFactory.getLogger(IdentifierCounts.class);

    /** How many parts are compared at once, and are in memory. */
    private static final int BATCH = 2_000;

    /** How many the log names. */
    private static final int NAMED = 20;

    private final VaultDatabase database;
    private final RootStore root;
    private final Ledger ledger;
    /** Those that the log names already. */
    private final Set<UUID> told = new HashSet<>();

    private volatile @Nullable Long incomplete;

    IdentifierCounts(VaultDatabase database, RootStore root, Ledger ledger) {
        this.database = database;
        this.root = root;
        this.ledger = ledger;
    }

    OptionalLong incomplete() {
        Long counted = incomplete;
        return counted == null ? OptionalLong.empty() : OptionalLong.of(counted);
    }

    synchronized long count(EventHistory events) {
        long[] found = {0};
        Map<UUID, Integer> batch = HashMap.newHashMap(BATCH);
        events.parts((own, identifiers) -> {
            batch.put(own, identifiers);
            if (batch.size() < BATCH) return;
            found[0] += compare(batch);
            batch.clear();
        });
        found[0] += compare(batch);
        Long before = incomplete;
        incomplete = found[0];
        if (found[0] > 0 && (before == null || before != found[0])) LOG.error("{}", line(found[0]));
        if (found[0] == 0) told.clear();
        return found[0];
    }

    /** What the log and the health say. */
    static String line(long incomplete) {
        return "Of " + incomplete + (incomplete == 1 ? " part of a record" : " parts of records")
                + " not all identifiers are there that came with it: rows of the vault were changed or taken away, and whoever it"
                + " belongs to is not found by them. Compare the vault with a backup";
    }

    private int compare(Map<UUID, Integer> parts) {
        Map<UUID, Integer> found = lacking(parts);
        if (found.isEmpty()) return 0;
        // Rows and ledger that were read at different moments may be those of before and after an erasure
        ledger.settle();
        found = lacking(found);
        found.keySet().forEach(key -> {
            if (told.size() < NAMED && told.add(key))
                LOG.error(
                        "ALARM: not all identifiers are there that came with the part of a record under key {}, as the events"
                                + " have it. Whoever it belongs to is not found by them. Compare the vault with a backup",
                        key);
        });
        return found.size();
    }

    /** Those of these parts that live and do not have what came with them. */
    private Map<UUID, Integer> lacking(Map<UUID, Integer> parts) {
        if (parts.isEmpty()) return Map.of();
        return database.read(connection -> {
            RootState state = root.current().orElseThrow();
            Map<UUID, Integer> lacking = new HashMap<>();
            SortedMap<Prefix, UUID> living = new TreeMap<>();
            try (var row = VaultDatabase.query(connection, "SELECT * FROM vault.key_rows(?)", (Object)
                    parts.keySet().toArray(UUID[]::new))) {
                while (row.next()) {
                    KeyRow key = KeyRow.read(row);
                    Prefix subject = key.subject();
                    // One that was moved or taken away is an alarm of its own, wherever it is opened
                    if (subject != null && key.isOurs(state) && ledger.death(subject) == null)
                        living.put(subject, key.keyId());
                }
            }
            Map<Prefix, List<IdentifierRow>> rows = new HashMap<>();
            for (IdentifierRow row : IdentifierRow.of(connection, living.keySet()))
                rows.computeIfAbsent(row.subject(), _ -> new ArrayList<>()).add(row);
            try (Crypto.Burst _ = Crypto.burst();
                    Walks walks = new Walks(state)) {
                living.forEach((subject, key) -> {
                    int came = parts.getOrDefault(key, 0);
                    if (!areWhole(rows.getOrDefault(subject, List.of()), came, walks)) lacking.put(key, came);
                });
            }
            return lacking;
        });
    }

    /** A row that was put in another's place counts for nothing. */
    private static boolean areWhole(List<IdentifierRow> rows, int came, Walks walks) {
        return rows.size() == came
                && rows.stream().allMatch(row -> row.place().of() == came && row.open(walks) != null);
    }
}
