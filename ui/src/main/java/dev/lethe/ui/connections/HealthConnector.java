package dev.lethe.ui.connections;

import dev.lethe.ui.web.HealthAddresses;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.catalina.connector.Connector;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/** A port at which nothing but the health is told, in threads of its own, whatever keeps the others busy. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class HealthConnector extends OncePerRequestFilter implements DisposableBean {

    /** Threads of the operating system: those that carry all other requests may be busy. */
    private static final int THREADS = 4;

    private static final int MOST_CONNECTIONS = 100;

    private final @Nullable Connector connector;
    private final ExecutorService executor = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().name("health-", 0).daemon().factory());

    /**
     * @param port 0 for any that is free, blank for none
     * @throws IllegalArgumentException when port or address cannot be used
     */
    HealthConnector(String port, String address, Limits limits) {
        connector = port.isBlank() ? null : connector(number(port.strip()), address, limits);
    }

    private static int number(String port) {
        try {
            int number = Integer.parseInt(port);
            if (number >= 0 && number <= 65_535) return number;
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IllegalArgumentException("lethe.health.port (LETHE_HEALTH_PORT) must be a number from 1 to 65535");
    }

    private Connector connector(int port, String address, Limits limits) {
        var protocol = new GuardedProtocol();
        protocol.limit(limits);
        protocol.setExecutor(executor);
        protocol.setMaxConnections(MOST_CONNECTIONS);
        protocol.setConnectionTimeout(5_000);
        protocol.setMaxSwallowSize(0);
        try {
            protocol.setAddress(InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "lethe.health.address (LETHE_HEALTH_ADDRESS) must be an address of this machine", e);
        }
        var made = new Connector(protocol);
        made.setPort(port);
        made.setThrowOnFailure(true);
        return made;
    }

    Optional<Connector> connector() {
        return Optional.ofNullable(connector);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return connector == null
                || request.getLocalPort() != connector.getLocalPort()
                || HealthAddresses.hold(request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
    }

    @Override
    public void destroy() {
        executor.shutdown();
    }
}
