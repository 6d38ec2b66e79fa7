package dev.lethe.query.records;

import dev.lethe.shredding.Sealed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the tokens of a feature that were not tidied away.
 *
 * @param next where to take it up again; null when these were the last
 */
public record LivingTokens(
        List<LivingToken> tokens, @Nullable String next) {

    public LivingTokens {
        tokens = List.copyOf(tokens);
    }

    /** A token, and the record it belongs to. Whether it still opens is for the vault to tell. */
    public record LivingToken(RecordRef record, Sealed<?> sealed) {}
}
