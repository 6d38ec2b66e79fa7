package dev.lethe.command.forms;

import static dev.lethe.command.forms.FormBuilder.form;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lethe.command.eventstore.EventStoreConfiguration;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.shredding.TestPostgres;
import dev.lethe.shredding.spring.KeyVaultAutoConfiguration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;

/** Forms on the real event store, as the application wires them. */
class FormsOnPostgresTest {

    @EnableAutoConfiguration(exclude = KeyVaultAutoConfiguration.class)
    @Import(EventStoreConfiguration.class)
    @ComponentScan
    static class Application {}

    private static ConfigurableApplicationContext application;
    private static CommandGateway commands;
    private static PublishedForms published;

    @BeforeAll
    static void start() {
        DataSource database = TestPostgres.migratedDatabase();
        application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .properties(TestPostgres.settings(database, database))
                .properties("spring.main.banner-mode=off")
                .run();
        commands = application.getBean(CommandGateway.class);
        published = application.getBean(PublishedForms.class);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void every_version_stays_as_it_was_published() {
        FormId id = new FormId(UUID.randomUUID());
        FormDefinition first = form().slug("versions").build();
        FormDefinition second =
                form().slug("versions").title("Later").field(2, FieldType.DATE).build();
        commands.sendAndWait(new CreateForm(id, first));
        commands.sendAndWait(new PublishForm(id, 1));
        commands.sendAndWait(new SaveDraft(id, 1, second));
        assertThat(published.definition(new FormVersion(id, 2))).isEmpty();
        Integer version = commands.sendAndWait(new PublishForm(id, 2));

        assertThat(version).isEqualTo(2);
        assertThat(published.definition(new FormVersion(id, 1))).contains(first);
        assertThat(published.definition(new FormVersion(id, 2))).contains(second);
        assertThat(published.definition(new FormVersion(new FormId(UUID.randomUUID()), 1)))
                .isEmpty();
    }

    @Test
    void a_form_that_moved_keeps_its_old_address_from_the_others() {
        FormId mover = new FormId(UUID.randomUUID());
        commands.sendAndWait(new CreateForm(mover, form().slug("old").build()));
        commands.sendAndWait(new PublishForm(mover, 1));
        commands.sendAndWait(new SaveDraft(mover, 1, form().slug("new").build()));
        commands.sendAndWait(new PublishForm(mover, 2));

        FormId other = new FormId(UUID.randomUUID());
        commands.sendAndWait(new CreateForm(other, form().slug("old").build()));
        var refused = catchThrowableOfType(
                CommandExecutionException.class, () -> commands.sendAndWait(new PublishForm(other, 1)));
        assertThat(FormRefusedException.problems(refused)).containsExactly(FormProblem.at("slug", "slug.taken"));
        assertThat(published.definition(new FormVersion(other, 1))).isEmpty();

        commands.sendAndWait(new SaveDraft(mover, 2, form().slug("old").build()));
        Integer back = commands.sendAndWait(new PublishForm(mover, 3));
        assertThat(back).isEqualTo(3);
    }

    @Test
    void of_two_forms_published_at_once_with_one_slug_one_gets_it() throws Exception {
        List<FormId> both = List.of(new FormId(UUID.randomUUID()), new FormId(UUID.randomUUID()));
        for (FormId one : both)
            commands.sendAndWait(new CreateForm(one, form().slug("contested").build()));
        CyclicBarrier together = new CyclicBarrier(2);
        try (var threads = Executors.newFixedThreadPool(2)) {
            List<Callable<Boolean>> publishing = both.stream()
                    .<Callable<Boolean>>map(one -> () -> {
                        together.await();
                        try {
                            commands.sendAndWait(new PublishForm(one, 1));
                            return true;
                        } catch (RuntimeException e) {
                            return false;
                        }
                    })
                    .toList();
            int done = 0;
            for (var result : threads.invokeAll(publishing)) if (result.get()) done++;
            assertThat(done).isEqualTo(1);
        }
        assertThat(both.stream()
                        .filter(one ->
                                published.definition(new FormVersion(one, 1)).isPresent()))
                .hasSize(1);
    }
}
