package dev.lethe.query.privacy;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.privacy.model.ErasureScope;
import dev.lethe.command.privacy.model.KeepGround;
import dev.lethe.command.privacy.model.Kept;
import dev.lethe.command.privacy.model.Proof;
import dev.lethe.shredding.ErasureLedger;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Hindrance;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The erasures there were, newest first. Nothing in them is about a person. The batches that retention makes day by day are
 * found by their ids only: {@code ExpiryRuns} lists them.
 */
@Component
public class Erasures {

    /** How many are on a page. */
    public static final int PAGE = 50;

    private static final String ROWS = """
            SELECT id, scope, ground, officer, ordered_at, ledger_only, key_ids,
                   ledger_number, ledger_hash, root_version, destroyed_at, subjects, keys, kept, arrived,
                   later
            FROM read_privacy.erasure
            """;

    private final JdbcClient database;
    private final ErasureLedger vault;

    Erasures(DataSource database, ErasureLedger vault) {
        this.database = JdbcClient.create(database);
        this.vault = vault;
    }

    /**
     * One page, newest first.
     *
     * @param page from 1; beyond the last it is empty
     */
    public List<ErasureRow> page(int page) {
        return database.sql(ROWS + "WHERE scope <> 'EXPIRED' ORDER BY ordered_at DESC, id LIMIT ? OFFSET ?")
                .params(PAGE, (Math.max(1, page) - 1L) * PAGE)
                .query(Erasures::row)
                .list();
    }

    /** How many there were. */
    public long count() {
        return database.sql("SELECT count(*) FROM read_privacy.erasure WHERE scope <> 'EXPIRED'")
                .query(Long.class)
                .single();
    }

    /** One erasure. */
    public Optional<ErasureRow> byId(ErasureId id) {
        return database.sql(ROWS + "WHERE id = ?")
                .param(id.value())
                .query(Erasures::row)
                .optional();
    }

    /** What an erasure kept, and why. */
    public List<Kept> keptBy(ErasureId id) {
        return database.sql("SELECT key_id, ground FROM read_privacy.kept WHERE erasure = ? ORDER BY key_id")
                .param(id.value())
                .query((row, _) ->
                        new Kept(row.getObject("key_id", UUID.class), KeepGround.valueOf(row.getString("ground"))))
                .list();
    }

    /**
     * Those of these keys that an erasure of their person kept, each with why: not for everybody to destroy. The events may have
     * been restored from before that erasure, and they may be behind: the vault knows it too, and either is enough.
     */
    public Map<UUID, KeepGround> keptAmong(Collection<UUID> keys) {
        Map<UUID, KeepGround> kept = new HashMap<>();
        vault.hindrances(keys).forEach((key, hindrance) -> {
            if (hindrance instanceof Hindrance.Held(Ground why))
                KeepGround.of(why).ifPresent(ground -> kept.put(key, ground));
        });
        database.sql("SELECT key_id, ground FROM read_privacy.kept WHERE key_id = ANY (CAST(? AS uuid[]))")
                .param(keys.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}")))
                .query(row -> {
                    kept.put(row.getObject("key_id", UUID.class), KeepGround.valueOf(row.getString("ground")));
                });
        return kept;
    }

    /**
     * Orders that the events tell of and the vault does not know: an alarm. The vault's database was restored from before
     * them, perhaps. Nothing was destroyed, and what was to be destroyed is no longer known, so they must be given again.
     */
    public List<ErasureId> lostOrders() {
        List<UUID> open = database.sql(
                        "SELECT id FROM read_privacy.erasure WHERE ledger_number IS NULL ORDER BY ordered_at")
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
        if (open.isEmpty()) return List.of(); // the vault is asked only when there is something to ask
        Set<UUID> known = vault.pending().stream().map(ErasureOrder::erasure).collect(Collectors.toSet());
        List<UUID> unknown = new ArrayList<>(open);
        unknown.removeAll(known);
        if (unknown.isEmpty()) return List.of();
        // Complete in the vault, and the proof is not here yet: it is on its way.
        vault.proofs(1).forEach(proof -> unknown.remove(proof.erasure()));
        return unknown.stream().map(ErasureId::new).toList();
    }

    private static ErasureRow row(ResultSet row, int number) throws SQLException {
        return new ErasureRow(
                new ErasureId(row.getObject("id", UUID.class)),
                ErasureScope.valueOf(row.getString("scope")),
                ErasureGround.valueOf(row.getString("ground")),
                new AccountId(row.getObject("officer", UUID.class)),
                instant(row, "ordered_at"),
                row.getBoolean("ledger_only"),
                List.of((UUID[]) row.getArray("key_ids").getArray()),
                proof(row),
                row.getInt("arrived"),
                row.getInt("later"));
    }

    private static @Nullable Proof proof(ResultSet row) throws SQLException {
        long ledgerNumber = row.getLong("ledger_number");
        if (row.wasNull()) return null;
        return new Proof(
                ledgerNumber,
                row.getString("ledger_hash"),
                row.getLong("root_version"),
                instant(row, "destroyed_at"),
                row.getInt("subjects"),
                row.getLong("keys"),
                row.getInt("kept"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
