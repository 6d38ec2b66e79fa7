package dev.lethe.command.eventstore;

import dev.lethe.shredding.TestPostgres;
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
        Map<String, Object> all = TestPostgres.settings(database, database);
        all.put("spring.main.banner-mode", "off");
        all.put("spring.autoconfigure.exclude", "dev.lethe.shredding.spring.KeyVaultAutoConfiguration");
        all.putAll(properties);
        return new SpringApplicationBuilder(Application.class)
                .sources(more)
                .web(WebApplicationType.NONE)
                .properties(all)
                .registerShutdownHook(false)
                .run();
    }
}
