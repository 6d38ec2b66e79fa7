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
 * @param newMirrors those of them that held a copy, stand empty now, and may be written all the same: without it, an empty
 *     directory in which a copy was kept is taken for a disk that is not mounted
 * @param ledgerCopies directories that hold a copy of the ledger file which somebody keeps: a start is refused when it goes
 *     further than the vault's own
 * @param dataDirectories where databases or backups lie, to warn when a root directory lies inside
 * @param clock the time of orders and ledger entries
 * @param steps told after each step of an erasure is durable, on the thread that carries it out
 * @param madeAhead how many subjects are made at a time before they are needed, for each lane in use; from 1
 * @param numbersAhead how many numbers of subjects are ready in each lane in use for as long as every copy of the root state
 *     can be written: so many new subjects can be made while one cannot. From 1 to {@value #MOST_NUMBERS_AHEAD}
 */
public record VaultConfiguration(
        DataSource vault,
        List<Path> rootDirectories,
        List<Path> newMirrors,
        List<Path> ledgerCopies,
        List<Path> dataDirectories,
        Clock clock,
        Consumer<ErasureStep> steps,
        int madeAhead,
        int numbersAhead) {

    /** More would use up a lane by a few hundred starts, each of which leaves numbers behind after a crash. */
    static final int MOST_NUMBERS_AHEAD = 1_000_000;

    /** @throws IllegalArgumentException when there is no root directory, nothing is to be made ahead, or a number is too large */
    public VaultConfiguration {
        rootDirectories = List.copyOf(rootDirectories);
        newMirrors = List.copyOf(newMirrors);
        ledgerCopies = List.copyOf(ledgerCopies);
        dataDirectories = List.copyOf(dataDirectories);
        if (rootDirectories.isEmpty()) throw new IllegalArgumentException("A vault needs a root directory");
        if (madeAhead < 1) throw new IllegalArgumentException("At least one subject is made at a time");
        if (numbersAhead < 1 || numbersAhead > MOST_NUMBERS_AHEAD)
            throw new IllegalArgumentException("From 1 to " + MOST_NUMBERS_AHEAD + " numbers can be taken ahead");
    }

    /** The usual: the system's clock, 512 subjects made ahead at a time, and 4,096 numbers ahead. */
    public static VaultConfiguration of(DataSource vault, List<Path> rootDirectories) {
        return new VaultConfiguration(
                vault, rootDirectories, List.of(), List.of(), List.of(), Clock.systemUTC(), _ -> {}, 512, 4096);
    }

    public VaultConfiguration withDataDirectories(List<Path> other) {
        return new VaultConfiguration(
                vault, rootDirectories, newMirrors, ledgerCopies, other, clock, steps, madeAhead, numbersAhead);
    }

    public VaultConfiguration withNewMirrors(List<Path> other) {
        return new VaultConfiguration(
                vault, rootDirectories, other, ledgerCopies, dataDirectories, clock, steps, madeAhead, numbersAhead);
    }

    public VaultConfiguration withLedgerCopies(List<Path> other) {
        return new VaultConfiguration(
                vault, rootDirectories, newMirrors, other, dataDirectories, clock, steps, madeAhead, numbersAhead);
    }

    public VaultConfiguration withClock(Clock other) {
        return new VaultConfiguration(
                vault,
                rootDirectories,
                newMirrors,
                ledgerCopies,
                dataDirectories,
                other,
                steps,
                madeAhead,
                numbersAhead);
    }

    public VaultConfiguration withSteps(Consumer<ErasureStep> other) {
        return new VaultConfiguration(
                vault,
                rootDirectories,
                newMirrors,
                ledgerCopies,
                dataDirectories,
                clock,
                other,
                madeAhead,
                numbersAhead);
    }

    public VaultConfiguration withMadeAhead(int other) {
        return new VaultConfiguration(
                vault, rootDirectories, newMirrors, ledgerCopies, dataDirectories, clock, steps, other, numbersAhead);
    }

    public VaultConfiguration withNumbersAhead(int other) {
        return new VaultConfiguration(
                vault, rootDirectories, newMirrors, ledgerCopies, dataDirectories, clock, steps, madeAhead, other);
    }
}
