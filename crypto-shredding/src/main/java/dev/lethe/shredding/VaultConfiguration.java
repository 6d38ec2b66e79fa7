package dev.lethe.shredding;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * What a vault needs to open. Start with {@link #of} and change what differs.
 *
 * @param vault the vault's own database, under a role that nothing else uses
 * @param rootDirectories where the copies of the root state and of the ledger file lie; the first is the main one. On
 *     different disks, and never where a backup of the database goes
 * @param dataDirectories where databases or backups lie, to warn when a root directory lies inside
 * @param clock the time of orders and ledger entries
 * @param steps told after each step of an erasure is durable, on the thread that carries it out
 * @param madeAhead how many subjects are made at a time before they are needed, for each lane in use; from 1
 */
public record VaultConfiguration(
        DataSource vault,
        List<Path> rootDirectories,
        List<Path> dataDirectories,
        Clock clock,
        Consumer<ErasureStep> steps,
        int madeAhead) {

    /** @throws IllegalArgumentException when there is no root directory, or nothing is to be made ahead */
    public VaultConfiguration {
        rootDirectories = List.copyOf(rootDirectories);
        dataDirectories = List.copyOf(dataDirectories);
        if (rootDirectories.isEmpty()) throw new IllegalArgumentException("A vault needs a root directory");
        if (madeAhead < 1) throw new IllegalArgumentException("At least one subject is made at a time");
    }

    /** The usual: the system's clock, 512 subjects made ahead at a time. */
    public static VaultConfiguration of(DataSource vault, List<Path> rootDirectories) {
        return new VaultConfiguration(vault, rootDirectories, List.of(), Clock.systemUTC(), _ -> {}, 512);
    }

    public VaultConfiguration withDataDirectories(List<Path> other) {
        return new VaultConfiguration(vault, rootDirectories, other, clock, steps, madeAhead);
    }

    public VaultConfiguration withClock(Clock other) {
        return new VaultConfiguration(vault, rootDirectories, dataDirectories, other, steps, madeAhead);
    }

    public VaultConfiguration withSteps(Consumer<ErasureStep> other) {
        return new VaultConfiguration(vault, rootDirectories, dataDirectories, clock, other, madeAhead);
    }

    public VaultConfiguration withMadeAhead(int other) {
        return new VaultConfiguration(vault, rootDirectories, dataDirectories, clock, steps, other);
    }
}
