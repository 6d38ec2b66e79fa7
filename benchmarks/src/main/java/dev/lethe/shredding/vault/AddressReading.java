package dev.lethe.shredding.vault;

import com.zaxxer.hikari.HikariDataSource;
import dev.lethe.shredding.AddressesUnreadException;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.KeyVaults;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.VaultConfiguration;
import dev.lethe.shredding.crypto.Crypto;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.RootStore;
import dev.lethe.shredding.root.Walks;
import dev.lethe.shredding.tree.Prefix;
import dev.lethe.shredding.tree.SeedTree;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** How long the addresses of a vault take to be read after a start, and what they take to keep: in its package, since nobody else sees them. */
public final class AddressReading {

    private static final int BATCH = 20_000;

    private AddressReading() {}

    /** @param nanoseconds of a processor, for each @param bytes of the heap, for each */
    public record Kept(double nanoseconds, double bytes) {}

    /** Opens sealed addresses and keeps them, on this thread and without a database. */
    public static Kept keep(int count) {
        RootState state = RootState.fresh(UUID.randomUUID());
        List<IdentifierRow> rows = rows(state, 0, count);
        var thread = ManagementFactory.getThreadMXBean();
        byte[] key = Crypto.random(Crypto.KEY);
        long before = used();
        AddressIndex.Entries entries = new AddressIndex.Entries();
        long begun = thread.getCurrentThreadCpuTime();
        try (Crypto.Burst _ = Crypto.burst();
                Walks walks = new Walks(state)) {
            for (IdentifierRow row : rows) {
                Identifier address = row.open(walks);
                if (address == null) throw new IllegalStateException("An address does not open");
                entries.add(AddressIndex.hash(key, address), row.subject());
            }
        }
        double nanoseconds = (thread.getCurrentThreadCpuTime() - begun) / (double) count;
        double bytes = (used() - before) / (double) count;
        if (entries.size() != count || rows.size() != count) throw new IllegalStateException("Some are missing");
        return new Kept(nanoseconds, bytes);
    }

    private static long used() {
        for (int i = 0; i < 3; i++) System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static List<IdentifierRow> rows(RootState state, int from, int to) {
        List<IdentifierRow> rows = new ArrayList<>(to - from);
        try (Crypto.Burst _ = Crypto.burst();
                SeedTree.Walk walk = state.tree().walk()) {
            for (int i = from; i < to; i++)
                rows.addAll(IdentifierRow.seal(
                        state,
                        walk,
                        Prefix.subject(lane(state), i),
                        Population.PUBLIC,
                        List.of(Identifier.email("person" + i + "@example.org")),
                        Instant.EPOCH,
                        0));
        }
        return rows;
    }

    private static int lane(RootState state) {
        for (var lane : state.lanes().entrySet()) if (lane.getValue().lane().equals(Lane.PEOPLE)) return lane.getKey();
        return 1;
    }

    /**
     * Opens a vault with so many addresses.
     *
     * @param vault an empty database of this alone
     * @return how many seconds it takes until it serves, and until it can be searched
     */
    public static double[] open(HikariDataSource vault, Path root, int count) throws SQLException, IOException {
        VaultConfiguration configuration = VaultConfiguration.of(vault, List.of(root));
        try (KeyVault fresh = KeyVaults.open(configuration)) {
            fresh.newKeys(List.of(new Owner.Anonymous(Lane.PEOPLE))).close();
        }
        RootState state;
        try (RootStore store = RootStore.open(List.of(root), List.of(), InstantSource.system())) {
            state = store.current().orElseThrow();
        }
        try (Connection connection = vault.getConnection()) {
            for (int from = 0; from < count; from += BATCH)
                IdentifierRow.insert(connection, rows(state, from, Math.min(count, from + BATCH)));
            connection.createStatement().execute("ANALYZE vault.identifier");
        }
        long begun = System.nanoTime();
        try (KeyVault opened = KeyVaults.open(configuration)) {
            double served = seconds(begun);
            while (true) {
                try {
                    if (opened.enquire(Identifier.email("nobody@example.org"), Population.PUBLIC)
                            .isEmpty()) return new double[] {served, seconds(begun)};
                } catch (AddressesUnreadException unread) {
                    System.err.println("  " + unread.getMessage());
                }
            }
        }
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }
}
