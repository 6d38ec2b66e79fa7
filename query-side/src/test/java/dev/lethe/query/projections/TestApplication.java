package dev.lethe.query.projections;

import dev.lethe.command.eventstore.EventStoreConfiguration;
import dev.lethe.shredding.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.MetaData;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Events and read models as the application runs them, on real PostgreSQL, with the projections and other classes that a test
 * names. Starting it twice on one database is a restart.
 */
public final class TestApplication implements AutoCloseable {

    @EnableAutoConfiguration
    @Import({EventStoreConfiguration.class, ReadModels.class, StoppingInTime.class})
    static class Wiring {}

    private final ConfigurableApplicationContext context;

    private TestApplication(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** On a fresh database. */
    public static TestApplication start(Class<?>... classes) {
        return start(TestPostgres.migratedDatabase(), classes);
    }

    /** @param classes projections, read interfaces, aggregates: whatever Spring is to make */
    public static TestApplication start(DataSource database, Class<?>... classes) {
        return start(database, Map.of(), classes);
    }

    /** @param settings more of them, as strong as those of a command line */
    public static TestApplication start(DataSource database, Map<String, String> settings, Class<?>... classes) {
        Map<String, Object> properties = TestPostgres.settings(database, database);
        properties.put("spring.main.banner-mode", "off");
        properties.put("spring.autoconfigure.exclude", "dev.lethe.shredding.spring.KeyVaultAutoConfiguration");
        return new TestApplication(new SpringApplicationBuilder(Wiring.class)
                .sources(classes)
                .web(WebApplicationType.NONE)
                .properties(properties)
                .registerShutdownHook(false)
                .run(settings.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new)));
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public ReadModels readModels() {
        return bean(ReadModels.class);
    }

    /** The database of events and read models. */
    public JdbcTemplate database() {
        return new JdbcTemplate(bean(DataSource.class));
    }

    /** Stores events without a command. */
    public void publish(Object... events) {
        publish(MetaData.emptyInstance(), events);
    }

    /** Stores events without a command, with metadata: an actor, say. */
    public void publish(MetaData metadata, Object... events) {
        List<EventMessage<?>> messages = new ArrayList<>();
        for (Object event : events) messages.add(new GenericEventMessage<>(event, metadata));
        bean(EventStore.class).publish(messages);
    }

    @Override
    public void close() {
        context.close();
    }
}
