package dev.lethe.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.shredding.TestPostgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.axonframework.axonserver.connector.AxonServerConnectionManager;
import org.axonframework.axonserver.connector.command.AxonServerCommandBus;
import org.axonframework.axonserver.connector.event.axon.AxonServerEventStore;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.junit.jupiter.api.Test;

class AxonServerSwitchTest {

    @Test
    void without_an_address_there_is_no_connector_whatever_else_is_set() {
        try (var context = Wired.start(TestPostgres.freshDatabase(), Map.of("axon.axonserver.enabled", "true"))) {
            assertThat(context.getBeansOfType(AxonServerConnectionManager.class))
                    .isEmpty();
            assertThat(context.getBean(EventStore.class)).isInstanceOf(EmbeddedEventStore.class);
        }
    }

    @Test
    void with_an_address_events_and_commands_go_there_and_nothing_else_is_needed() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout((int) TimeUnit.SECONDS.toMillis(60));
            try (var context = Wired.start(
                    TestPostgres.freshDatabase(),
                    Map.of(
                            "axon.axonserver.servers",
                            "127.0.0.1:" + server.getLocalPort(),
                            "axon.axonserver.enabled",
                            "false"))) {
                assertThat(context.getBean(EventStore.class)).isInstanceOf(AxonServerEventStore.class);
                assertThat(context.getBean(CommandBus.class)).isInstanceOf(AxonServerCommandBus.class);
                assertThat(context.getBeansOfType(EventStorageEngine.class)).isEmpty();

                context.getBean(AxonServerConnectionManager.class).getConnection();
                try (Socket connected = server.accept()) {
                    assertThat(connected.getInetAddress().isLoopbackAddress()).isTrue();
                }
            }
        }
    }
}
