package dev.lethe.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.command.RefusedCommits;
import dev.lethe.command.eventstore.CommandsTest.Begin;
import dev.lethe.command.eventstore.CommandsTest.GoOn;
import dev.lethe.command.eventstore.CommandsTest.Thing;
import dev.lethe.shredding.TestPostgres;
import java.time.Duration;
import java.util.Map;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Commands that travel through an Axon Server, and their events. */
class CommandsOnAxonServerTest {

    private final StandInAxonServer server = new StandInAxonServer();

    @AfterEach
    void close() {
        server.close();
    }

    private ConfigurableApplicationContext start() {
        return Wired.start(
                TestPostgres.migratedDatabase(), Map.of(AxonServerSwitch.SERVERS, server.address()), Thing.class);
    }

    private static long eventsOf(ConfigurableApplicationContext context, String id) {
        return context.getBean(EventStore.class).readEvents(id).asStream().count();
    }

    @Test
    void a_command_that_is_sent_before_its_handler_is_known_waits_for_it() {
        server.knowHandlersAfter(Duration.ofMillis(500));
        try (var context = start()) {
            context.getBean(CommandGateway.class).sendAndWait(new Begin("a"));
            assertThat(eventsOf(context, "a")).isEqualTo(1);
        }
    }

    @Test
    void a_second_creation_is_refused_and_stores_nothing() {
        try (var context = start()) {
            CommandGateway commands = context.getBean(CommandGateway.class);
            commands.sendAndWait(new Begin("a"));
            assertThatThrownBy(() -> commands.sendAndWait(new Begin("a")))
                    .isInstanceOf(CommandExecutionException.class)
                    .hasMessageContaining("AXONIQ-2000")
                    .matches(RefusedCommits::is, "is told as refused");
            assertThat(eventsOf(context, "a")).isEqualTo(1);
        }
    }

    @Test
    void what_is_stored_and_not_confirmed_is_found_in_the_store_and_not_stored_again() {
        try (var context = start()) {
            CommandGateway commands = context.getBean(CommandGateway.class);
            commands.sendAndWait(new Begin("a"));
            server.loseAnswers(true);
            // Whoever must know what is stored asks the store.
            assertThatThrownBy(() -> commands.sendAndWait(new GoOn("a")))
                    .isInstanceOf(CommandExecutionException.class)
                    .matches(failure -> !RefusedCommits.is(failure), "is not told as refused");
            server.loseAnswers(false);
            assertThat(eventsOf(context, "a")).isEqualTo(2);
            assertThat(context.getBean(EventStore.class).lastSequenceNumberFor("a"))
                    .contains(1L);
            assertThat(context.getBean(EventStore.class).lastSequenceNumberFor("nobody"))
                    .isEmpty();
        }
    }

    @Test
    void commands_are_handled_again_after_the_server_was_away() throws InterruptedException {
        try (var context = start()) {
            CommandGateway commands = context.getBean(CommandGateway.class);
            commands.sendAndWait(new Begin("a"));
            server.stop();
            assertThatThrownBy(() -> commands.sendAndWait(new GoOn("a"))).isInstanceOf(RuntimeException.class);
            server.start();

            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (eventsOf(context, deadline) < 2) commands.sendAndWait(new GoOn("a"));

            assertThat(server.stored()).hasSize(2);
        }
    }

    /** The connector tries to connect every two seconds; until then the store cannot be asked. */
    private static long eventsOf(ConfigurableApplicationContext context, long deadline) throws InterruptedException {
        while (true) {
            try {
                return eventsOf(context, "a");
            } catch (RuntimeException e) {
                if (System.nanoTime() > deadline) throw e;
                Thread.sleep(100);
            }
        }
    }
}
