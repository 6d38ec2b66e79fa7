package dev.lethe.query.accounts;

import static dev.lethe.command.accounts.model.PasswordHash.PASSWORD;
import static dev.lethe.command.accounts.model.Profile.PROFILE;

import dev.lethe.query.records.Caption;
import dev.lethe.query.records.Copy;
import dev.lethe.query.records.LivingTokens;
import dev.lethe.query.records.LivingTokens.LivingToken;
import dev.lethe.query.records.OpenedRecord;
import dev.lethe.query.records.PersonalRecord;
import dev.lethe.query.records.PersonalRecords;
import dev.lethe.query.records.RecordPart;
import dev.lethe.query.records.RecordPart.Content;
import dev.lethe.query.records.RecordPart.Source;
import dev.lethe.query.records.RecordPart.Value;
import dev.lethe.query.records.RecordRef;
import dev.lethe.query.records.RegisterEntry;
import dev.lethe.shredding.DestroyedKey;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.Replaced;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The accounts of members of staff: names, addresses, and what passwords are checked by. */
@Component
class AccountRecords implements PersonalRecords {

    static final String FEATURE = "accounts";

    private final Accounts accounts;
    private final JdbcClient database;

    AccountRecords(Accounts accounts, DataSource database) {
        this.accounts = accounts;
        this.database = JdbcClient.create(database);
    }

    @Override
    public String feature() {
        return FEATURE;
    }

    @Override
    public Population population() {
        return Population.STAFF;
    }

    @Override
    public Set<String> labels() {
        // That an address was changed stands in the event that changed it
        return Set.of(PROFILE.text(), PASSWORD.text(), Replaced.REPLACED.text());
    }

    @Override
    public Set<String> readModels() {
        return Set.of("accounts");
    }

    private static RecordRef ref(AccountRow row) {
        return new RecordRef(FEATURE, row.account().value());
    }

    private static Stream<UUID> keys(AccountRow row) {
        return Stream.concat(
                        Stream.of(row.profile().keyId()),
                        Stream.ofNullable(row.password()).map(password -> password.keyId()))
                .distinct();
    }

    @Override
    public List<PersonalRecord> ofKeys(Collection<UUID> keys) {
        Set<UUID> asked = Set.copyOf(keys);
        List<PersonalRecord> found = new ArrayList<>();
        for (AccountRow row : accounts.all()) {
            List<UUID> theirs = keys(row).filter(asked::contains).toList();
            if (!theirs.isEmpty())
                found.add(new PersonalRecord(
                        ref(row),
                        FEATURE,
                        Caption.keyed("records.accounts.one"),
                        "",
                        row.openedAt(),
                        theirs,
                        List.of()));
        }
        return found.reversed();
    }

    @Override
    public List<OpenedRecord> open(List<PersonalRecord> records, Opener vault) {
        Map<UUID, AccountRow> rows = accounts.all().stream()
                .collect(Collectors.toMap(row -> row.account().value(), Function.identity()));
        Openings openings = vault.openAll(records.stream()
                .map(each -> rows.get(each.ref().id()))
                .filter(Objects::nonNull)
                .map(row -> PROFILE.at(row.account(), row.profile()))
                .toList());
        List<OpenedRecord> opened = new ArrayList<>();
        for (PersonalRecord record : records) {
            AccountRow row = rows.get(record.ref().id());
            if (row != null) opened.add(opened(record, row, openings));
        }
        return opened;
    }

    /** A password is kept so that nobody can read it: that there is one is what can be told. */
    private static OpenedRecord opened(PersonalRecord record, AccountRow row, Openings openings) {
        Content profile = Content.of(
                () -> openings.of(PROFILE.at(row.account(), row.profile())),
                known -> List.of(
                        new Value.Text(Caption.keyed("records.accounts.name"), known.name()),
                        new Value.Text(Caption.keyed("records.accounts.email"), known.email())));
        return new OpenedRecord(record, List.of(new RecordPart(Source.STAFF, profile)));
    }

    @Override
    public LivingTokens living(@Nullable String after, int most) {
        UUID from = after == null ? new UUID(0, 0) : UUID.fromString(after);
        // An account has two at most, and is not cut in two
        List<AccountRow> rows = accounts.after(from, Math.max(1, most / 2));
        List<LivingToken> tokens = rows.stream()
                .flatMap(row -> Stream.<LivingToken>concat(
                        Stream.of(new LivingToken(ref(row), PROFILE.at(row.account(), row.profile()))),
                        Stream.ofNullable(row.password())
                                .map(password -> new LivingToken(ref(row), PASSWORD.at(row.account(), password)))))
                .toList();
        return new LivingTokens(
                tokens,
                rows.size() < Math.max(1, most / 2)
                        ? null
                        : rows.getLast().account().toString());
    }

    /** They leave the system by no way. */
    @Override
    public List<Copy> copies(Collection<RecordRef> records) {
        return List.of();
    }

    @Override
    public List<RegisterEntry> register() {
        return List.of(new RegisterEntry(
                FEATURE,
                Caption.keyed("records.accounts"),
                Caption.keyed("records.accounts.purpose"),
                Caption.keyed("forms.basis.PUBLIC_TASK"),
                Caption.keyed("records.staff"),
                List.of(
                        Caption.keyed("records.accounts.name"),
                        Caption.keyed("records.accounts.email"),
                        Caption.keyed("records.accounts.password"),
                        Caption.keyed("records.accounts.deeds")),
                Caption.keyed("records.accounts.recipients"),
                List.of(Caption.keyed("records.accounts.kept"))));
    }

    /** What a password is checked by goes. The profile's token stays, and opens nothing: lists say since when it is erased by it. */
    @Override
    public long tidy(Consumer<Consumer<DestroyedKey>> destroyed) {
        Map<UUID, AccountRow> passwords = new HashMap<>();
        for (AccountRow row : accounts.all())
            if (row.password() != null) passwords.put(row.password().keyId(), row);
        long[] dropped = {0};
        destroyed.accept(key -> {
            AccountRow row = passwords.get(key.keyId());
            if (row == null || row.password() == null) return;
            // As long as it is the same: another may have been chosen since
            dropped[0] += database.sql("UPDATE read_accounts.account SET password = NULL WHERE id = ? AND password = ?")
                    .params(row.account().value(), row.password().bytes())
                    .update();
        });
        return dropped[0];
    }
}
