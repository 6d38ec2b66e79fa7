package dev.lethe.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.axonframework.updates.LoggingUpdateCheckerReporter;
import org.axonframework.updates.UpdateChecker;
import org.axonframework.updates.UpdateCheckerHttpClient;
import org.axonframework.updates.configuration.UsagePropertyProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Axon's own check, in the version that is on the class path, pointed at this machine. */
class NoUpdateCheckTest {

    private static final String NOT_A_TEST =
            "axoniq.usage.force-test-environment"; // its name says the opposite of what it does

    private final CountDownLatch called = new CountDownLatch(1);
    private final AtomicInteger callsWhenDisabled = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void listen() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer("/enabled", called::countDown);
        answer("/disabled", callsWhenDisabled::incrementAndGet);
        server.start();
    }

    private void answer(String path, Runnable calling) {
        server.createContext(path, exchange -> {
            calling.run();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
    }

    @AfterEach
    void close() {
        server.stop(0);
        System.clearProperty(NOT_A_TEST);
    }

    private UpdateChecker checker(String path, Boolean disabled) {
        UsagePropertyProvider usage = new UsagePropertyProvider() {
            @Override
            public Boolean getDisabled() {
                return disabled;
            }

            @Override
            public String getUrl() {
                return "http://127.0.0.1:" + server.getAddress().getPort() + path;
            }

            @Override
            public int priority() {
                return 0;
            }
        };
        return new UpdateChecker(new UpdateCheckerHttpClient(usage), new LoggingUpdateCheckerReporter(), usage);
    }

    @Test
    void it_does_not_call_when_disabled_as_it_is_here_and_would_have_by_the_time_that_an_enabled_one_has()
            throws Exception {
        UpdateChecker disabled = checker("/disabled", new EventStoreConfiguration.NoUpdateCheck().getDisabled());
        UpdateChecker enabled = checker("/enabled", false);
        disabled.start();
        enabled.start();
        try {
            assertThat(called.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(callsWhenDisabled).hasValue(0);
        } finally {
            enabled.stop();
            disabled.stop();
        }
    }

    @Test
    void the_application_that_is_no_test_gives_its_checker_our_answer() {
        System.setProperty(NOT_A_TEST, "true");
        try (var context = Wired.start()) {
            assertThat(context.getBeansOfType(UpdateChecker.class)).hasSize(1);
            assertThat(context.getBean(UsagePropertyProvider.class))
                    .isInstanceOf(EventStoreConfiguration.NoUpdateCheck.class);
        }
    }
}
