package dev.lethe.command.eventstore;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Whether there is an Axon Server is said by {@code AXON_AXONSERVER_SERVERS} (the property {@code axon.axonserver.servers})
 * and by nothing else. Axon's starter would take one on localhost for granted.
 */
public final class AxonServerSwitch implements EnvironmentPostProcessor {

    static final String SERVERS = "axon.axonserver.servers";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        apply(environment);
    }

    static void apply(ConfigurableEnvironment environment) {
        System.setProperty("disable-axoniq-console-message", "true"); // an advertisement in the log
        boolean servers = !environment.getProperty(SERVERS, "").isBlank();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "lethe-axon-server",
                        Map.of(
                                "axon.axonserver.enabled",
                                servers,
                                // ADR 0095: a processor that is not sent what it ignores never comes to the head.
                                "axon.axonserver.event-block-listing-enabled",
                                false,
                                "axon.axonserver.disable-event-blacklisting",
                                true)));
        Map<String, Object> defaults = new HashMap<>();
        // Axon's timeouts interrupt a thread amid a database call, and cost two timers for every message.
        defaults.put("axon.timeout.enabled", false);
        // What visitors may send is sealed into one event: 8 MB are 11 MB then. The server must take as much.
        defaults.put("axon.axonserver.max-message-size", 16 * 1024 * 1024);
        // Without these it wants an XStream, which would read any class and is left out.
        for (String what : new String[] {"general", "events", "messages"})
            defaults.put("axon.serializer." + what, "jackson3");
        environment.getPropertySources().addLast(new MapPropertySource("lethe-axon-defaults", defaults));
    }
}
