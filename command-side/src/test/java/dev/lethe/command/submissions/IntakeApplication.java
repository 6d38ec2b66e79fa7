package dev.lethe.command.submissions;

import dev.lethe.command.eventstore.EventStoreConfiguration;
import dev.lethe.command.forms.CreateForm;
import dev.lethe.command.forms.FormCounts;
import dev.lethe.command.forms.PublishForm;
import dev.lethe.command.forms.PublishedForms;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.TestClock;
import dev.lethe.shredding.TestPostgres;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.transaction.PlatformTransactionManager;

/** The intake with the real vault and the real event store, each on a database of its own, as the application wires them. */
final class IntakeApplication implements AutoCloseable {

    @EnableAutoConfiguration
    @Import(EventStoreConfiguration.class)
    @ComponentScan(
            basePackages = {"dev.lethe.command.accounts", "dev.lethe.command.forms", "dev.lethe.command.submissions"})
    static class Wiring {
        @Bean
        @Primary
        Clock adjustable() {
            return CLOCK;
        }
    }

    /** The real time, and later when a test wants it so. */
    static final TestClock CLOCK = TestClock.running();

    private final DataSource events = TestPostgres.migratedDatabase();
    private final DataSource keys = TestPostgres.migratedVault();
    private final Path root;
    private final String[] settings;
    private ConfigurableApplicationContext context;

    /** @param settings such as the address of an Axon Server */
    IntakeApplication(Path root, String... settings) {
        this.root = root;
        this.settings = settings;
        this.context = start();
    }

    private ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(Wiring.class)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .properties(settings)
                .properties(TestPostgres.settings(events, keys))
                .properties("spring.main.banner-mode=off", "lethe.root.directories=" + root)
                .run();
    }

    void restart() {
        context.close();
        context = start();
    }

    SubmissionIntake intake() {
        return context.getBean(SubmissionIntake.class);
    }

    /** One between which and the command bus every answer is lost, after the command was carried out. */
    SubmissionIntake intakeWhoseAnswersAreLost() {
        CommandGateway real = context.getBean(CommandGateway.class);
        return intakeThatSends((_, method, arguments) -> {
            method.invoke(real, arguments);
            throw new IllegalStateException("The answer is lost");
        });
    }

    /** One whose commands never arrive: as if the event store were gone. */
    SubmissionIntake intakeWhoseCommandsAreLost() {
        return intakeThatSends((_, _, _) -> {
            throw new IllegalStateException("The command is lost");
        });
    }

    private SubmissionIntake intakeThatSends(InvocationHandler sending) {
        CommandGateway lossy = (CommandGateway)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {CommandGateway.class}, sending);
        return new SubmissionIntake(
                context.getBean(SubmitKey.class),
                context.getBean(PublishedForms.class),
                vault(),
                vault(),
                uploads(),
                files(),
                context.getBean(SavedAnswers.class),
                lossy,
                context.getBean(Received.class),
                context.getBean(FormCounts.class),
                CLOCK);
    }

    Uploads uploads() {
        return context.getBean(Uploads.class);
    }

    SavedAnswers saved() {
        return context.getBean(SavedAnswers.class);
    }

    /** Those of this application, where no more than so many are kept at once, and of so many visits. */
    SavedAnswers savedAtMost(long most, long visits) {
        return new SavedAnswers(
                context.getBean(SubmitKey.class),
                vault(),
                vault(),
                uploads(),
                context.getBean(Received.class),
                context.getBean(DataSource.class),
                context.getBean(PlatformTransactionManager.class),
                CLOCK,
                most,
                visits);
    }

    Files files() {
        return context.getBean(Files.class);
    }

    StrayFiles strayFiles() {
        return context.getBean(StrayFiles.class);
    }

    Notes notes() {
        return context.getBean(Notes.class);
    }

    SubmissionReceived received(SubmissionId id) {
        return events(id, SubmissionReceived.class).getFirst();
    }

    /** The events of this type that are stored of a submission. */
    <E> List<E> events(SubmissionId id, Class<E> type) {
        return context.getBean(EventStore.class)
                .readEvents(id.toString())
                .asStream()
                .map(DomainEventMessage::getPayload)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    OwnCopies copies() {
        return context.getBean(OwnCopies.class);
    }

    KeyVault vault() {
        return context.getBean(KeyVault.class);
    }

    DataSource events() {
        return events;
    }

    DataSource keys() {
        return keys;
    }

    void send(Object command) {
        context.getBean(CommandGateway.class).sendAndWait(command);
    }

    /** Publishes a form, and tells its first version. */
    FormVersion publish(FormDefinition form) {
        FormId id = new FormId(UUID.randomUUID());
        CommandGateway commands = context.getBean(CommandGateway.class);
        commands.sendAndWait(new CreateForm(id, form));
        commands.sendAndWait(new PublishForm(id, 1));
        return new FormVersion(id, 1);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** All that is stored of a submission. */
    List<SubmissionReceived> stored(SubmissionId id) {
        return context.getBean(EventStore.class)
                .readEvents(id.toString())
                .asStream()
                .map(DomainEventMessage::getPayload)
                .map(SubmissionReceived.class::cast)
                .toList();
    }

    /** What is opened of a submission, person by person. */
    List<Opened<Answers>> opened(SubmissionId id) {
        SubmissionReceived received = stored(id).getFirst();
        List<Opened<Answers>> opened = new ArrayList<>();
        for (int person = 0; person < received.parts().size(); person++)
            opened.add(vault().open(Answers.ANSWERS
                    .part(person + 1)
                    .at(id, received.parts().get(person).answers())));
        return opened;
    }

    @Override
    public void close() {
        context.close();
    }
}
