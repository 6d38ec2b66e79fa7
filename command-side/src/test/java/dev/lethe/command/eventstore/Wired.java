package dev.lethe.command.eventstore;

import dev.lethe.shredding.TestPostgres;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** The event store as the application wires it, auto-configuration included. */
final class Wired {

    @EnableAutoConfiguration
    @Import(EventStoreConfiguration.class)
    static class Application {}

    private Wired() {}

    static ConfigurableApplicationContext start(Class<?>... more) {
        return start(TestPostgres.freshDatabase(), Map.of(), more);
    }

    static ConfigurableApplicationContext start(DataSource database, Map<String, Object> properties, Class<?>... more) {
        Map<String, Object> all = new HashMap<>();
        all.put("spring.main.banner-mode", "off");
        all.put("spring.autoconfigure.exclude", "dev.lethe.shredding.spring.KeyVaultAutoConfiguration");
        for (String name : new String[] {"lethe.db", "lethe.vault.db"}) {
            all.put(name + ".url", url(database));
            all.put(name + ".username", "postgres");
            all.put(name + ".password", "postgres");
        }
        all.putAll(properties);
        return new SpringApplicationBuilder(Application.class)
                .sources(more)
                .web(WebApplicationType.NONE)
                .properties(all)
                .registerShutdownHook(false)
                .run();
    }

    static String url(DataSource database) {
        try (var connection = database.getConnection()) {
            return connection.getMetaData().getURL();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
