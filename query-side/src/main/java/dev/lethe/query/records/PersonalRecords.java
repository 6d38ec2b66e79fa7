package dev.lethe.query.records;

import dev.lethe.shredding.DestroyedKey;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.Sealed;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The records of one feature that holds personal data. Each such feature implements it once, as a bean; whatever must know of
 * all personal data asks there: the page of a person, what an order destroys or keeps, tidying, retention, the register. What
 * is sealed and claimed by none fails a test.
 */
public interface PersonalRecords {

    /** Its code: small letters and hyphens. It is stored in events of the retention: for ever. */
    String feature();

    /** Whose data it holds. Residents and staff never share an enquiry. */
    Population population();

    /** The names of the labels, of values and of files, under which something of its records is sealed, in events and tables. */
    Set<String> labels();

    /** The records that have something sealed under one of these keys, newest first; nothing is opened. */
    List<PersonalRecord> ofKeys(Collection<UUID> keys);

    /** The record or records that this reference was given for; what cannot be a reference finds nothing. */
    default List<PersonalRecord> byReference(String typed) {
        return List.of();
    }

    /**
     * What stands in these records that is the person's: under {@link PersonalRecord#theirs} alone. The caller has recorded the
     * look, and gives the vault that it may open with. Records that are gone since are left out.
     */
    List<OpenedRecord> open(List<PersonalRecord> records, Opener vault);

    /** How the caller opens, all at once: {@code vault::openAll}. */
    @FunctionalInterface
    interface Opener {
        Openings openAll(Collection<? extends Sealed<?>> values);
    }

    /**
     * Some of all tokens that were not tidied away, in an order in which none is missed that was there all the time.
     *
     * @param after where the last ones ended, {@link LivingTokens#next}; null from the beginning
     * @param most how many at most
     */
    LivingTokens living(@Nullable String after, int most);

    /** Copies that left the system, of these records. */
    List<Copy> copies(Collection<RecordRef> records);

    /** What it does, for the register of processing. */
    List<RegisterEntry> register();

    /** The names of the read models that hold its tokens: after a rebuild of one it is tidied again. */
    Set<String> readModels();

    /**
     * Drops what was sealed under destroyed keys from its read models, in batches that are committed one by one. It may run as
     * often as it likes, and beside itself.
     *
     * @param destroyed tells the keys: {@code each -> vault.destroyedBy(erasure, each)}
     * @return how many tokens were dropped
     */
    long tidy(Consumer<Consumer<DestroyedKey>> destroyed);

    /** Which of its records are due; empty when none ever goes by itself. */
    default Optional<DueRecords> due() {
        return Optional.empty();
    }
}
