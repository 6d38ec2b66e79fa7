package dev.lethe.shredding.ledger;

import dev.lethe.shredding.VaultRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * Copies of the ledger file that an operator keeps where no backup reaches. They tell what nothing else can: that vault, ledger
 * and root state were set back together. They are only read.
 */
public final class LedgerCopies {

    /** After so long a copy that lacks entries is warned of. */
    private static final Duration STALE = Duration.ofDays(2);

    private final List<Path> directories;
    private final UUID instance;

    public LedgerCopies(List<Path> directories, UUID instance) {
        this.directories = directories;
        this.instance = instance;
    }

    /**
     * At a start.
     *
     * @return lines for the operator about copies that are not there
     * @throws VaultRefusedException when one knows an entry that the vault does not
     */
    public List<String> compare(LedgerChain longest) {
        return compare(
                (number, copy) -> number <= longest.last() && java.util.Arrays.equals(copy, longest.hash(number)),
                longest.last());
    }

    /**
     * While serving.
     *
     * @param knows whether the vault has an entry of this number and hash
     * @param last the number of the vault's last entry
     */
    public List<String> compare(BiFunction<Long, byte[], Boolean> knows, long last) {
        Instant now = Instant.now();
        List<String> lines = new ArrayList<>();
        for (Path directory : directories) {
            LedgerFile file = new LedgerFile(directory, instance);
            if (!Files.exists(file.path())) {
                lines.add("There is no copy of the ledger file in " + directory
                        + ", where one is to be kept. Without it nobody can tell that everything was set back together: copy "
                        + LedgerFile.NAME + " from the root directory there, and do it again every day");
                continue;
            }
            try {
                LedgerChain copy;
                try {
                    copy = file.read();
                } catch (VaultRefusedException e) {
                    lines.add("The copy of the ledger in " + directory
                            + " is damaged, or another vault's, and tells nothing: "
                            + "compare it with the ledger file, and copy that there again");
                    continue;
                }
                long known = copy.last();
                while (known > 0 && !knows.apply(known, copy.hash(known))) known--;
                if (known < copy.last())
                    throw new VaultRefusedException("The copy of the ledger in " + directory + " knows entry "
                            + (known + 1)
                            + ", and the vault does not: vault, ledger and root state were set back, and would"
                            + " bring back whom that entry and those after it erased. Put the newest root state and the"
                            + " ledger file of the copy in their places");
                Instant renewed = Files.getLastModifiedTime(file.path()).toInstant();
                if (copy.last() == 0 && last > 0)
                    lines.add("The copy of the ledger in " + directory + " holds no entry, and the vault has " + last
                            + ": it tells nothing. Copy the ledger file there again");
                else if (copy.last() < last && renewed.isBefore(now.minus(STALE)))
                    lines.add("The copy of the ledger in " + directory + " ends at entry " + copy.last() + " of " + last
                            + " and was not renewed since " + renewed + ": copy the ledger file there every day");
            } catch (IOException e) {
                lines.add("The copy of the ledger in " + directory + " cannot be read: " + e.getMessage());
            }
        }
        return lines;
    }
}
