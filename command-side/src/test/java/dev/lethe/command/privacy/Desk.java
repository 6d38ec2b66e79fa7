package dev.lethe.command.privacy;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.eventstore.EventStoreConfiguration;
import dev.lethe.command.privacy.events.ErasureEvent;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.shredding.Enquiry;
import dev.lethe.shredding.ErasureProof;
import dev.lethe.shredding.ErasureStep;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.TestPostgres;
import dev.lethe.shredding.vault.TestVault;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;

/** The real desk with the real vault and the real event store, which can be made to stop dead after any step and started again. */
final class Desk implements AutoCloseable {

    static final AccountId OFFICER = new AccountId(UUID.randomUUID());

    /** What a halted process would be: nothing after it happens, and nothing catches it. */
    static final class Halt extends Error {
        Halt(Object step) {
            super("halted after " + step, null, false, false);
        }
    }

    /** One sealed part of one record. */
    record Part(SubmissionId record, int number, Personal<Answers> token) {}

    @EnableAutoConfiguration
    @Import({EventStoreConfiguration.class, Erasure.class, ErasureDesk.class, ErasureResumption.class})
    static class Application {}

    private final TestVault vault = TestVault.unopened().withSteps(this::reachedInVault);
    private DataSource events = TestPostgres.migratedDatabase();
    private @Nullable ConfigurableApplicationContext context;
    private final List<Object> steps = new ArrayList<>();
    private @Nullable Object haltAfter;
    private @Nullable RuntimeException failAfterRecorded;
    private long ledgerBefore;

    private Desk() {}

    static Desk open() {
        return new Desk().start();
    }

    /** As it is, for a test that knows of none before it. */
    Desk forget() {
        steps.clear();
        haltAfter = null;
        failAfterRecorded = null;
        ledgerBefore = vault().health().ledgerNumber();
        return this;
    }

    /** The proofs of what was erased since. */
    List<ErasureProof> proofs() {
        return vault().proofs(ledgerBefore + 1);
    }

    private void reachedInVault(ErasureStep step) {
        reached(step);
        if (step == ErasureStep.RECORDED && failAfterRecorded != null) throw failAfterRecorded;
    }

    private void reached(Object step) {
        steps.add(step);
        if (step.equals(haltAfter)) throw new Halt(step);
    }

    /** From now on, the first thing that reaches this step stops there. */
    Desk haltAfter(Object step) {
        haltAfter = step;
        return this;
    }

    /** The vault cannot go on after its transaction, until this is null again. */
    Desk failAfterRecorded(@Nullable RuntimeException failure) {
        failAfterRecorded = failure;
        return this;
    }

    /** All steps that were reached since {@link #forget}, of every start. */
    List<Object> steps() {
        return steps;
    }

    private Desk start() {
        vault.reopen();
        Map<String, Object> properties = TestPostgres.settings(events, events);
        properties.put("spring.main.banner-mode", "off");
        ApplicationContextInitializer<GenericApplicationContext> beans = target -> {
            target.registerBean(KeyVault.class, vault::vault, definition -> definition.setDestroyMethodName(""));
            target.registerBean(ErasureWatch.class, () -> (_, stage) -> reached(stage));
        };
        context = new SpringApplicationBuilder(Application.class)
                .initializers(beans)
                .web(WebApplicationType.NONE)
                .properties(properties)
                .registerShutdownHook(false)
                .run();
        return this;
    }

    /** Stops and starts again, with everything that is durable and nothing else. */
    Desk restart() {
        if (context != null) context.close();
        vault.shut();
        haltAfter = null;
        return start();
    }

    /** As after a restore of the events from before everything. */
    Desk restartWithoutEvents() {
        events = TestPostgres.migratedDatabase();
        return restart();
    }

    KeyVault vault() {
        return vault.vault();
    }

    /** What somebody does who can write to the vault's tables. */
    void inVault(String sql) throws SQLException {
        try (var connection = vault.database().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    ErasureDesk desk() {
        return bean(ErasureDesk.class);
    }

    <T> T bean(Class<T> type) {
        if (context == null) throw new IllegalStateException("not started");
        return context.getBean(type);
    }

    /** The events of an erasure, in order. */
    List<ErasureEvent> events(ErasureId erasure) {
        var found = new ArrayList<ErasureEvent>();
        bean(EventStore.class)
                .readEvents(erasure.toString())
                .asStream()
                .forEach(event -> found.add((ErasureEvent) event.getPayload()));
        return found;
    }

    /** The actors in the metadata of an erasure's events. */
    List<Object> actors(ErasureId erasure) {
        var found = new ArrayList<Object>();
        bean(EventStore.class)
                .readEvents(erasure.toString())
                .asStream()
                .forEach(event -> found.add(event.getMetaData().get("actor")));
        return found;
    }

    static Owner named(Lane lane, String email) {
        return new Owner.Named(lane, Population.PUBLIC, List.of(Identifier.email(email)));
    }

    /** A record with a part for each owner. */
    List<Part> record(Owner... owners) {
        var record = new SubmissionId(UUID.randomUUID());
        var parts = new ArrayList<Part>();
        try (var keys = vault().newKeys(List.of(owners))) {
            for (int i = 0; i < owners.length; i++)
                parts.add(new Part(
                        record, i, keys.seal(i, Answers.ANSWERS.part(i + 1).in(record), new Answers(Map.of()))));
        }
        return parts;
    }

    Part recordOf(String email) {
        return record(named(Lane.PEOPLE, email)).getFirst();
    }

    Opened<Answers> open(Part part) {
        return vault().open(Answers.ANSWERS.part(part.number() + 1).at(part.record(), part.token()));
    }

    Optional<Enquiry> find(String email) {
        return vault().enquire(Identifier.email(email), Population.PUBLIC);
    }

    @Override
    public void close() {
        if (context != null) context.close();
        vault.close();
    }
}
