package dev.lethe.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.command.Actor;
import dev.lethe.command.RefusedCommits;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.axonframework.serialization.Revision;
import org.axonframework.spring.stereotype.Aggregate;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Commands through the bus that the application uses. */
class CommandsTest {

    record Begin(@TargetAggregateIdentifier String id) {}

    record GoOn(@TargetAggregateIdentifier String id) {}

    @Revision("3")
    record Begun(String id, String at) {}

    record WentOn(String id, boolean inTransaction) {}

    @Aggregate
    static class Thing {
        @AggregateIdentifier
        private String id;

        Thing() {}

        @CommandHandler
        Thing(Begin command, Clock clock) {
            AggregateLifecycle.apply(new Begun(command.id(), clock.instant().toString()));
        }

        @CommandHandler
        void handle(GoOn command) {
            AggregateLifecycle.apply(
                    new WentOn(command.id(), TransactionSynchronizationManager.isActualTransactionActive()));
        }

        @EventSourcingHandler
        void on(Begun event) {
            id = event.id();
        }
    }

    @Test
    void events_inherit_the_actor_of_their_command_and_nothing_else() {
        try (var context = Wired.start(Thing.class)) {
            CommandGateway commands = context.getBean(CommandGateway.class);
            commands.sendAndWait(new GenericCommandMessage<>(new Begin("a"), Map.of(Actor.KEY, "b7", "other", "x")));
            commands.sendAndWait(new GoOn("a"));

            List<? extends EventMessage<?>> events =
                    context.getBean(EventStore.class).readEvents("a").asStream().toList();
            assertThat(events.getFirst().getMetaData()).isEqualTo(Map.of(Actor.KEY, "b7"));
            assertThat(events.getLast().getMetaData()).isEmpty();
            assertThat(events.getLast().getPayload()).isEqualTo(new WentOn("a", false)); // no transaction is held
        }
    }

    @Test
    void many_senders_at_once_are_all_served_and_a_second_creation_is_refused() throws Exception {
        try (var context = Wired.start(Thing.class);
                var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            CommandGateway commands = context.getBean(CommandGateway.class);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                String id = "thing " + i;
                all.add(senders.submit(() -> {
                    commands.sendAndWait(new Begin(id));
                    for (int n = 0; n < 5; n++) commands.sendAndWait(new GoOn(id));
                }));
            }
            for (Future<?> each : all) each.get();

            assertThat(context.getBean(EventStore.class).readEvents("thing 63").asStream())
                    .hasSize(6);
            assertThatThrownBy(() -> commands.sendAndWait(new Begin("thing 63")))
                    .matches(RefusedCommits::is, "is told as refused");
        }
    }
}
