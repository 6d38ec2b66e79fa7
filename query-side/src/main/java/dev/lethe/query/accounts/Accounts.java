package dev.lethe.query.accounts;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.LinkPurpose;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.shredding.Personal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The accounts of members of staff. */
@Component
public class Accounts {

    private static final String SELECT = """
            SELECT id, profile, password, roles, suspended, link_purpose, link_expires_at, opened_at, signed_in_at
            FROM read_accounts.account
            """;

    private final JdbcClient database;

    Accounts(DataSource database) {
        this.database = JdbcClient.create(database);
    }

    /** One account. */
    public Optional<AccountRow> byId(AccountId account) {
        return database.sql(SELECT + "WHERE id = ?")
                .param(account.value())
                .query(Accounts::row)
                .optional();
    }

    /** Those of these accounts that there are. */
    public List<AccountRow> byIds(Collection<AccountId> accounts) {
        return database.sql(SELECT + "WHERE id = ANY (?)")
                .param(accounts.stream().map(AccountId::value).toArray(UUID[]::new))
                .query(Accounts::row)
                .list();
    }

    /**
     * The account whose open one-time link has this hash and has not ended.
     *
     * @param hash SHA-256 of the secret in lower-case hex
     */
    public Optional<AccountRow> byLinkHash(String hash, Instant now) {
        return database.sql(SELECT + "WHERE link_hash = ? AND link_expires_at > ?")
                .params(hash, now.atOffset(ZoneOffset.UTC))
                .query(Accounts::row)
                .optional();
    }

    /**
     * A page of all accounts, the oldest first: names are sealed, so no other order is known here.
     *
     * @param page from 1
     */
    public List<AccountRow> page(int page, int size) {
        return database.sql(SELECT + "ORDER BY opened_at, id LIMIT ? OFFSET ?")
                .params(size, (page - 1L) * size)
                .query(Accounts::row)
                .list();
    }

    /** All of them, the oldest first: as many as a council has staff. Which keys they have stands in their tokens alone. */
    public List<AccountRow> all() {
        return database.sql(SELECT + "ORDER BY opened_at, id")
                .query(Accounts::row)
                .list();
    }

    /** The next accounts by their ids. */
    List<AccountRow> after(UUID id, int most) {
        return database.sql(SELECT + "WHERE id > ? ORDER BY id LIMIT ?")
                .params(id, most)
                .query(Accounts::row)
                .list();
    }

    /** How many accounts there are, suspended ones too. */
    public long count() {
        return database.sql("SELECT count(*) FROM read_accounts.account")
                .query(Long.class)
                .single();
    }

    /** Whether there is no account at all. */
    public boolean none() {
        return database.sql("SELECT NOT EXISTS (SELECT FROM read_accounts.account)")
                .query(Boolean.class)
                .single();
    }

    private static AccountRow row(ResultSet row, int number) throws SQLException {
        byte[] password = row.getBytes("password");
        String purpose = row.getString("link_purpose");
        return new AccountRow(
                new AccountId(row.getObject("id", UUID.class)),
                Personal.stored(row.getBytes("profile")),
                password == null ? null : Personal.stored(password),
                roles((String[]) row.getArray("roles").getArray()),
                row.getBoolean("suspended"),
                purpose == null
                        ? null
                        : new AccountRow.Link(
                                LinkPurpose.valueOf(purpose),
                                row.getObject("link_expires_at", OffsetDateTime.class)
                                        .toInstant()),
                row.getObject("opened_at", OffsetDateTime.class).toInstant(),
                instant(row, "signed_in_at"));
    }

    private static Set<Role> roles(String[] names) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : names) roles.add(Role.valueOf(name));
        return roles;
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
