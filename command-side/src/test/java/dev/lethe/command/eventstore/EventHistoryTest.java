package dev.lethe.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureOrdered;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.privacy.model.ErasureScope;
import dev.lethe.command.privacy.model.KeepGround;
import dev.lethe.command.privacy.model.Kept;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.command.submissions.model.ReceivedPart;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Label;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Mark;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.RecordId;
import dev.lethe.shredding.TestPostgres;
import dev.lethe.shredding.vault.TestVault;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.serialization.upcasting.event.NoOpEventUpcaster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** The stored events, as the vault asks for them. */
class EventHistoryTest {

    /** Keys in whatever place: a token in a list, an id, a key of a map. */
    record Happened(List<Personal<String>> tokens, UUID id, Map<String, String> more) {}

    record Id(UUID value) implements RecordId {}

    private static final Label<String> LABEL = Label.of("test.note", String.class);

    private final DataSource database = TestPostgres.migratedDatabase();
    private final PostgresEventHistory history =
            new PostgresEventHistory(database, EventGaps.in(database), NamedTypesSerializer.ofMessages());
    private HikariDataSource writing;
    private GroupCommitEventStorageEngine engine;

    @BeforeEach
    void start() {
        writing = new HikariDataSource();
        writing.setJdbcUrl(TestPostgres.url(database));
        writing.setUsername("postgres");
        var serializer = NamedTypesSerializer.ofMessages();
        engine = GroupCommitEventStorageEngine.on(
                database, writing, serializer, serializer, NoOpEventUpcaster.INSTANCE, _ -> {});
    }

    @AfterEach
    void stop() {
        engine.close();
        writing.close();
    }

    @Test
    void a_key_is_found_wherever_an_event_names_it_and_only_after_the_position() {
        UUID sealedUnder;
        Personal<String> token;
        try (TestVault vault = TestVault.create();
                var keys = vault.vault().newKeys(List.of(new Owner.Anonymous(Lane.PEOPLE)))) {
            sealedUnder = keys.keyId(0);
            token = keys.seal(0, LABEL.in(new Id(UUID.randomUUID())), "said");
        }
        UUID byId = UUID.randomUUID();
        UUID byName = UUID.randomUUID();
        UUID byValue = UUID.randomUUID();
        UUID nowhere = UUID.randomUUID();
        assertThat(history.head()).isEqualTo(-1);
        assertThat(history.latest()).isEmpty();
        append(new Happened(List.of(token), UUID.randomUUID(), Map.of()));
        append(new Happened(
                List.of(), byId, Map.of(byName.toString(), byValue.toString(), "a", "no key at all, but long")));

        Set<UUID> all = Set.of(sealedUnder, byId, byName, byValue, nowhere);
        assertThat(history.named(all, -1)).containsExactlyInAnyOrder(sealedUnder, byId, byName, byValue);
        assertThat(history.named(all, 1)).containsExactlyInAnyOrder(byId, byName, byValue);
        assertThat(history.named(all, 2)).isEmpty();
        assertThat(history.head()).isEqualTo(2);
        assertThat(history.latest()).isPresent();
    }

    private void append(Object event) {
        engine.appendEvents(List.of(
                new GenericDomainEventMessage<>("Thing", UUID.randomUUID().toString(), 0, event)));
    }

    private static ErasureOrdered keeping(UUID key) {
        return new ErasureOrdered(
                new ErasureId(UUID.randomUUID()),
                ErasureScope.PERSON,
                ErasureGround.OBJECTION,
                new AccountId(UUID.randomUUID()),
                List.of(),
                List.of(new Kept(key, KeepGround.LEGAL_CLAIMS)),
                Instant.now());
    }

    @Test
    void what_an_erasure_is_to_keep_is_told_as_soon_as_its_event_is_there_and_not_when_that_is_gone() {
        UUID one = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        Set<UUID> both = Set.of(one, other);
        assertThat(history.kept(both)).isEmpty();
        append(keeping(one));
        Ground ground = KeepGround.LEGAL_CLAIMS.code();
        assertThat(history.kept(both)).isEqualTo(Map.of(one, ground));
        append(new Happened(List.of(), UUID.randomUUID(), Map.of()));
        append(keeping(other));
        assertThat(history.kept(both)).isEqualTo(Map.of(one, ground, other, ground));
        assertThat(history.kept(List.of(other))).isEqualTo(Map.of(other, ground));
        new JdbcTemplate(database).update("DELETE FROM event WHERE position = 3"); // a backup was restored
        assertThat(history.kept(both)).isEqualTo(Map.of(one, ground));
    }

    @Test
    void how_many_identifiers_came_with_each_part_is_told() {
        Map<UUID, Integer> told = new HashMap<>();
        Map<UUID, Integer> parts = new HashMap<>();
        for (int i = 0; i < 3; i++) {
            UUID key = UUID.randomUUID();
            parts.put(key, i);
            byte[] token = ByteBuffer.allocate(77)
                    .put((byte) 1)
                    .putLong(key.getMostSignificantBits())
                    .putLong(key.getLeastSignificantBits())
                    .array();
            append(new SubmissionReceived(
                    new SubmissionId(UUID.randomUUID()),
                    new FormVersion(new FormId(UUID.randomUUID()), 1),
                    "K7Q-F3MX-PRT",
                    List.of(new ReceivedPart(Personal.of(token), i)),
                    Instant.now()));
            append(new Happened(List.of(), UUID.randomUUID(), Map.of()));
        }
        history.parts(told::put);
        assertThat(told).isEqualTo(parts);
    }

    @Test
    void an_event_that_is_gone_is_a_gap() {
        for (int i = 0; i < 3; i++) append(new Happened(List.of(), UUID.randomUUID(), Map.of()));
        assertThat(history.gap()).isEmpty();
        new JdbcTemplate(database).update("DELETE FROM event WHERE position = 2");
        assertThat(history.gap()).isPresent();
    }

    @Test
    void the_mark_is_the_last_that_was_noted() {
        assertThat(history.mark()).isEmpty();
        for (int i = 1; i < 3; i++) {
            var mark = new Mark(UUID.randomUUID(), i, new byte[32]);
            history.note(mark);
            assertThat(history.mark()).get().usingRecursiveComparison().isEqualTo(mark);
        }
    }
}
