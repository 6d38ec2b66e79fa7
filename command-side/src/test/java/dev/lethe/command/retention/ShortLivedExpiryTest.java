package dev.lethe.command.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.command.eventstore.EventStoreConfiguration;
import dev.lethe.command.privacy.ErasureDesk;
import dev.lethe.command.retention.events.ShortLivedExpired;
import dev.lethe.command.retention.model.KindCount;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.Restore;
import dev.lethe.shredding.TestPostgres;
import dev.lethe.shredding.vault.TestVault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;

class ShortLivedExpiryTest {

    @EnableAutoConfiguration
    @Import({EventStoreConfiguration.class, ExpiryTurn.class, ShortLivedExpiry.class})
    static class Application {}

    /** Rows with a key and a last moment, as drafts are kept. */
    private static final class Drafts implements ShortLived {

        private final String kind;

        private final Map<UUID, Instant> rows = new LinkedHashMap<>();
        private boolean forgets = true;

        Drafts(String kind) {
            this.kind = kind;
        }

        @Override
        public String kind() {
            return kind;
        }

        @Override
        public List<UUID> expired(Instant now, int most) {
            return rows.entrySet().stream()
                    .filter(row -> row.getValue().isBefore(now))
                    .limit(most)
                    .map(Map.Entry::getKey)
                    .toList();
        }

        @Override
        public void forget(Collection<UUID> keyIds) {
            if (forgets) rows.keySet().removeAll(keyIds);
        }
    }

    private final TestVault vault = TestVault.create();
    private final Drafts drafts = new Drafts("drafts");
    private final Drafts uploads = new Drafts("uploads");
    private ConfigurableApplicationContext application;

    @BeforeEach
    void start() {
        DataSource database = TestPostgres.migratedDatabase();
        Map<String, Object> properties = TestPostgres.settings(database, database);
        properties.put("spring.main.banner-mode", "off");
        ApplicationContextInitializer<GenericApplicationContext> beans = target -> {
            target.registerBean(KeyVault.class, vault::vault, definition -> definition.setDestroyMethodName(""));
            target.registerBean("drafts", ShortLived.class, () -> drafts);
            target.registerBean("uploads", ShortLived.class, () -> uploads);
        };
        application = new SpringApplicationBuilder(Application.class)
                .sources(ErasureDesk.class, TrustedClock.class, ClockDoubt.class)
                .initializers(beans)
                .web(WebApplicationType.NONE)
                .properties(properties)
                .registerShutdownHook(false)
                .run();
    }

    @AfterEach
    void stop() {
        application.close();
        vault.close();
    }

    private record Draft(SubmissionId record, Personal<Answers> token) {}

    private Draft draft(Duration lives) {
        return in(drafts, lives);
    }

    private Draft in(Drafts kind, Duration lives) {
        var record = new SubmissionId(UUID.randomUUID());
        try (var keys = vault.vault().newKeys(List.of(new Owner.Anonymous(Lane.MINUTES)))) {
            kind.rows.put(keys.keyId(0), Instant.now().plus(lives));
            return new Draft(record, keys.seal(0, Answers.ANSWERS.in(record), new Answers(Map.of())));
        }
    }

    private Opened<Answers> open(Draft draft) {
        return vault.vault().open(Answers.ANSWERS.at(draft.record(), draft.token()));
    }

    private List<Object> events() {
        var found = new ArrayList<Object>();
        application
                .getBean(EventStore.class)
                .openStream(null)
                .asStream()
                .limit(1)
                .forEach(event -> found.add(event.getPayload()));
        return found;
    }

    private ShortLivedExpiry expiry() {
        return application.getBean(ShortLivedExpiry.class);
    }

    private boolean nothingHappened() {
        return application.getBean(EventStore.class).createHeadToken() == null
                || application
                                .getBean(EventStore.class)
                                .createHeadToken()
                                .position()
                                .orElse(0)
                        == 0;
    }

    @Test
    void what_has_had_its_time_goes_and_the_rest_stays() {
        var old = List.of(draft(Duration.ofHours(-1)), draft(Duration.ofHours(-2)));
        var young = draft(Duration.ofHours(1));

        expiry().run();

        assertThat(old).allSatisfy(draft -> assertThat(open(draft)).isInstanceOf(Opened.Erased.class));
        assertThat(open(young)).isInstanceOf(Opened.Known.class);
        assertThat(drafts.rows).hasSize(1);
        assertThat(events().getFirst())
                .isInstanceOfSatisfying(
                        ShortLivedExpired.class,
                        told -> assertThat(told.destroyed()).containsExactly(new KindCount("drafts", 2)));
    }

    @Test
    void many_batches_are_told_of_once_and_none_is_not_told_of() {
        for (int i = 0; i < ShortLivedExpiry.BATCH + 3; i++) draft(Duration.ofHours(-1));

        expiry().run();
        expiry().run();

        assertThat(drafts.rows).isEmpty();
        assertThat(vault.vault().health().ledgerNumber()).isEqualTo(2);
        assertThat(application.getBean(EventStore.class).createHeadToken().position())
                .hasValue(1);
        assertThat(events().getFirst())
                .isInstanceOfSatisfying(
                        ShortLivedExpired.class,
                        told -> assertThat(told.destroyed())
                                .containsExactly(new KindCount("drafts", ShortLivedExpiry.BATCH + 3)));
    }

    @Test
    void a_key_that_the_vault_does_not_know_stops_nothing_else() {
        UUID unknown = UUID.randomUUID();
        drafts.rows.put(unknown, Instant.now().minus(Duration.ofHours(3)));
        var old = draft(Duration.ofHours(-1));

        expiry().run();
        expiry().run();

        assertThat(open(old)).isInstanceOf(Opened.Erased.class);
        assertThat(drafts.rows)
                .as("should its key turn up, it is destroyed then")
                .containsOnlyKeys(unknown);
        assertThat(vault.vault().health().ledgerNumber()).isEqualTo(1);
        assertThat(vault.vault().pending()).isEmpty();
    }

    @Test
    void more_unknown_keys_than_a_batch_hide_nothing_behind_them() {
        for (int i = 0; i < ShortLivedExpiry.BATCH; i++)
            drafts.rows.put(UUID.randomUUID(), Instant.now().minus(Duration.ofHours(3)));
        var old = draft(Duration.ofHours(-1));

        expiry().run();

        assertThat(open(old)).isInstanceOf(Opened.Erased.class);
    }

    @Test
    void a_kind_that_cannot_be_destroyed_does_not_stop_those_after_it() {
        draft(Duration.ofHours(-1));
        drafts.forgets = false;
        var upload = in(uploads, Duration.ofHours(-1));

        assertThatThrownBy(() -> expiry().run())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("drafts");

        assertThat(open(upload)).isInstanceOf(Opened.Erased.class);
        assertThat(uploads.rows).isEmpty();
    }

    @Test
    void nothing_is_told_of_nothing() {
        draft(Duration.ofHours(1));

        expiry().run();

        assertThat(nothingHappened()).isTrue();
        assertThat(vault.vault().health().ledgerNumber()).isZero();
    }

    @Test
    void a_kind_that_does_not_forget_is_stopped_and_told_of() {
        draft(Duration.ofHours(-1));
        drafts.forgets = false;

        assertThatThrownBy(() -> expiry().run())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("drafts");

        assertThat(vault.vault().health().ledgerNumber()).isEqualTo(1);
        assertThat(events()).hasSize(1);
    }

    @Test
    void what_restored_events_bring_back_and_had_gone_is_dropped() {
        UUID unknown = UUID.randomUUID();
        drafts.rows.put(unknown, Instant.now().minusSeconds(60));
        application.getBean(ShortLivedExpiry.class).run();
        assertThat(drafts.rows).as("an alarm, where nothing was restored").containsKey(unknown);

        vault.vault().confirmRestore(Restore.Store.EVENTS, Instant.now().minusSeconds(1));
        application.getBean(ShortLivedExpiry.class).run();
        assertThat(drafts.rows).isEmpty();
    }
}
