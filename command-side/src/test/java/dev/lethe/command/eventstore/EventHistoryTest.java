package dev.lethe.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.lethe.shredding.Label;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Mark;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.RecordId;
import dev.lethe.shredding.TestPostgres;
import dev.lethe.shredding.TestVault;
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
    private final PostgresEventHistory history = new PostgresEventHistory(database, EventGaps.in(database));
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

    private void append(Happened happened) {
        engine.appendEvents(List.of(
                new GenericDomainEventMessage<>("Thing", UUID.randomUUID().toString(), 0, happened)));
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
