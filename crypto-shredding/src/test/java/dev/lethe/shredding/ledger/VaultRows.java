package dev.lethe.shredding.ledger;

import dev.lethe.shredding.Ground;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.root.RootFiles;
import dev.lethe.shredding.root.RootState;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Rows as a vault writes them, for tests of what it knows and the events do not. */
public final class VaultRows {

    private VaultRows() {}

    /** That a record is held, as an erasure of its person would have left it. */
    public static void hold(Connection vault, Path rootDirectory, UUID keyId, Ground ground)
            throws SQLException, IOException {
        RootState state = RootFiles.in(rootDirectory);
        States.write(vault, state, States.HELD, Instant.now(), Map.of(keyId, ground));
    }

    /** That it is not. */
    public static void release(Connection vault, UUID keyId) throws SQLException {
        VaultDatabase.execute(vault, "DELETE FROM vault.state WHERE key_id = ?", keyId);
    }
}
