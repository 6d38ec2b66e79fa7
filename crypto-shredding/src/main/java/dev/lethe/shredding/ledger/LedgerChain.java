package dev.lethe.shredding.ledger;

import dev.lethe.shredding.VaultRefusedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** The ledger as one of its places tells it. Whatever does not follow from what stands before it is refused. */
public final class LedgerChain {

    private final String where;
    private final String cure;
    private final List<byte[]> hashes = new ArrayList<>();
    private final List<String> entries = new ArrayList<>();
    private final Map<Long, Mac> macs = new HashMap<>();
    private final Map<Long, Done> done = new HashMap<>();
    private long lastDone;

    /** What this place says with an entry: its MAC, under the book key of an epoch. */
    public record Mac(int epoch, byte[] mac) {}

    /** That an entry is done, at a version of the root state. */
    public record Done(long rootVersion, Mac mac) {}

    /**
     * @param where for messages: "The ledger file …"
     * @param cure what to do when it is broken: ", and put an intact one in its place"
     */
    public LedgerChain(String where, String cure) {
        this.where = where;
        this.cure = cure;
    }

    /**
     * Adds an entry. One that is there already, to the letter, changes nothing.
     *
     * @throws VaultRefusedException when this is not an entry, or does not follow
     */
    public void add(String text) {
        LedgerEntry entry = LedgerEntry.parse(text);
        if (entry != null
                && entry.number() > 0
                && entry.number() <= last()
                && text(entry.number()).equals(text)) return;
        if (entry == null || entry.number() != last() + 1 || !Arrays.equals(entry.previous(), hash(last())))
            throw broken(last() + 1);
        hashes.add(entry.hash());
        entries.add(text);
    }

    /** @throws VaultRefusedException when there is no such entry */
    public void mac(long number, Mac mac) {
        if (number < 1 || number > last()) throw broken(last() + 1);
        macs.putIfAbsent(number, mac);
    }

    /** @throws VaultRefusedException when there is no such entry, or an earlier one is done only after a later one */
    public void done(long number, Done how) {
        if (done.containsKey(number)) return;
        if (number > last() || number < lastDone) throw broken(last() + 1);
        done.putIfAbsent(number, how);
        lastDone = number;
    }

    /** Forgets what somebody else says is done. */
    public void forgetDone(BiPredicate<Long, Done> others) {
        done.entrySet().removeIf(each -> others.test(each.getKey(), each.getValue()));
        lastDone = done.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** The MAC of an entry, as far as this place has one. */
    @Nullable
    public Mac mac(long number) {
        return macs.get(number);
    }

    /** Forgets the last entry, which is not done. */
    void dropLast() {
        hashes.removeLast();
        entries.removeLast();
    }

    public VaultRefusedException broken(long number) {
        return new VaultRefusedException(
                where + " is broken at entry " + number + ": it does not follow from the one before,"
                        + " so an entry was changed, removed or put in. Compare it with the copies that you keep elsewhere"
                        + cure);
    }

    public String where() {
        return where;
    }

    /** The number of the last entry, 0 when there is none. */
    public long last() {
        return entries.size();
    }

    /** The number of the last entry that is done, 0 when none is. */
    public long lastDone() {
        return lastDone;
    }

    /** That this entry is done, as far as this place knows. */
    @Nullable
    public Done done(long number) {
        return done.get(number);
    }

    /** Zeros before the first. */
    public byte[] hash(long number) {
        return number == 0 ? new byte[32] : hashes.get((int) number - 1);
    }

    public String text(long number) {
        return entries.get((int) number - 1);
    }

    public LedgerEntry entry(long number) {
        LedgerEntry entry = LedgerEntry.parse(text(number));
        if (entry == null) throw broken(number); // it was read when it was added
        return entry;
    }

    /** The number of the first entry that differs, 0 when the shorter begins the longer. */
    public long firstDifference(LedgerChain other) {
        for (long number = 1; number <= Math.min(last(), other.last()); number++)
            if (!Arrays.equals(hash(number), other.hash(number))) return number;
        return 0;
    }
}
