package dev.lethe.command.submissions;

import java.security.SecureRandom;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The key that signs submit tokens: made once, kept beside the events, shared by all nodes. It is in every backup, so nothing
 * that can be read with it may be worth reading; ADR 0031 says what whoever has it can do.
 */
@Component
class SubmitKey {

    private final JdbcClient database;
    private volatile @Nullable SubmitTokens tokens;

    SubmitKey(DataSource database) {
        this.database = JdbcClient.create(database);
    }

    /** Reads the key at the first use, since the database is migrated before that and not before this is made. */
    SubmitTokens tokens() {
        SubmitTokens known = tokens;
        if (known == null) tokens = known = new SubmitTokens(madeOnce());
        return known;
    }

    private byte[] madeOnce() {
        byte[] fresh = new byte[32];
        new SecureRandom().nextBytes(fresh);
        database.sql("INSERT INTO submit_key (id, key) VALUES (1, ?) ON CONFLICT (id) DO NOTHING")
                .param(fresh)
                .update();
        return database.sql("SELECT key FROM submit_key WHERE id = 1")
                .query(byte[].class)
                .single();
    }
}
