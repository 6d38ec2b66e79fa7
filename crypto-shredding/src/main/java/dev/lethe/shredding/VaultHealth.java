package dev.lethe.shredding;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of the vault, for an operator.
 *
 * @param rootVersion the version of the root state in use
 * @param seeds how many seeds the root state holds
 * @param mirrors how many copies of the root state are in use, the first included
 * @param ledgerNumber the number of the last ledger entry, 0 before the first
 * @param pending how many erasures are not complete
 * @param copies each copy of the root state, the main one first
 * @param numbers what is ready in each lane in which something was made since the vault was opened
 * @param numbersAhead how many are ready in each at least, while every copy of the root state can be written
 * @param warnings lines in plain English, each with what to do
 * @param advice those of the warnings that nothing else here tells
 */
public record VaultHealth(
        long rootVersion,
        int seeds,
        int mirrors,
        long ledgerNumber,
        int pending,
        List<Copy> copies,
        List<Numbers> numbers,
        int numbersAhead,
        List<String> warnings,
        List<String> advice) {

    /**
     * A copy of the root state.
     *
     * @param wrong why it does not hold the state in use; null when it does
     * @param version of the state that it holds, 0 when it holds none
     * @param bytes how large its file is, 0 when there is none
     */
    public record Copy(Path directory, @Nullable String wrong, long version, long bytes) {}

    /**
     * The new subjects of a lane.
     *
     * @param left how many can still be made though no copy of the root state could be written
     * @param used how many were made for somebody since the vault was opened
     */
    public record Numbers(Lane lane, long left, long used) {}

    /** Whether every copy of the root state holds the state in use. While one does not, erasures stay pending. */
    public boolean isWhole() {
        return copies.stream().allMatch(copy -> copy.wrong() == null);
    }

    /**
     * Whether whatever is new can be sealed. It can for a while after a copy of the root state went out of reach.
     *
     * @param dispensable lanes that do not count: who seals there can do without
     */
    public boolean seals(Lane... dispensable) {
        List<Lane> without = List.of(dispensable);
        return isWhole()
                || !numbers.isEmpty()
                        && numbers.stream().allMatch(each -> each.left() > 0 || without.contains(each.lane()));
    }
}
