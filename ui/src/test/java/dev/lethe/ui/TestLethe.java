package dev.lethe.ui;

import dev.lethe.command.accounts.Password;
import dev.lethe.command.accounts.Staff;
import dev.lethe.command.accounts.events.AccountId;
import dev.lethe.command.accounts.events.Role;
import dev.lethe.query.projections.ReadModels;
import dev.lethe.shredding.TestPostgres;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole application in this process, at a port of its own and on fresh databases of real PostgreSQL. */
public final class TestLethe implements AutoCloseable {

    private static final String PASSWORD = "otter marmalade lantern";

    /** The databases that take no connections now. */
    private static final Set<String> AWAY = new HashSet<>();

    private final DataSource events = TestPostgres.migratedDatabase();
    private final DataSource vault = TestPostgres.migratedVault();
    private final ServletWebServerApplicationContext application;
    private int members;

    private TestLethe(SpringApplicationBuilder builder, Path root, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--lethe.read-models.patience=60s", // machines can be slow, and tests want to see what they did
                "--lethe.root.directories=" + root));
        TestPostgres.settings(events, vault).forEach((name, value) -> arguments.add("--" + name + "=" + value));
        arguments.addAll(Arrays.asList(settings));
        application = (ServletWebServerApplicationContext)
                builder.registerShutdownHook(false).run(arguments.toArray(String[]::new));
    }

    /**
     * Starts it and returns when it answers.
     *
     * @param root where the root of the vault is kept
     * @param settings more of them, as on a command line
     */
    public static TestLethe start(Path root, String... settings) {
        return start(new SpringApplicationBuilder(Lethe.class), root, settings);
    }

    /** As {@link #start(Path, String...)}, with parts of the test's own. */
    public static TestLethe start(SpringApplicationBuilder builder, Path root, String... settings) {
        return new TestLethe(builder, root, settings);
    }

    /** Takes parts out by the names of their beans: what runs by itself would run in the midst of a test that takes long. */
    public static ApplicationContextInitializer<GenericApplicationContext> without(String... beans) {
        return context -> context.addBeanFactoryPostProcessor(factory -> {
            for (String bean : beans) ((BeanDefinitionRegistry) factory).removeBeanDefinition(bean);
        });
    }

    public <T> T bean(Class<T> type) {
        return application.getBean(type);
    }

    /** One of several of its type. */
    public <T> T bean(String name, Class<T> type) {
        return application.getBean(name, type);
    }

    /** Where it answers. */
    public URI address() {
        return URI.create("http://localhost:" + application.getWebServer().getPort());
    }

    /** Somebody who works there, and with what they sign in. */
    public record Member(AccountId account, String email, String password) {}

    /** A new member of staff. The first has to be an administrator: there is always one. */
    public Member member(String name, Role... roles) {
        String email = "member" + ++members + "@lethe.example";
        AccountId account = bean(Staff.class).setUp(name, email, Set.of(roles), Password.of(PASSWORD));
        settle();
        return new Member(account, email, PASSWORD);
    }

    /** The database of events and read models. */
    public DataSource events() {
        return events;
    }

    public DataSource vault() {
        return vault;
    }

    /**
     * Waits until every page shows all that was stored.
     *
     * @throws IllegalStateException when that takes more than a minute
     */
    public void settle() {
        if (!bean(ReadModels.class).awaitCurrent(Duration.ofMinutes(1)))
            throw new IllegalStateException(
                    "The read models never caught up: " + bean(ReadModels.class).progress());
    }

    /** Lets a database end all its connections and take none, as if it were stopped, until it is {@link #back}. */
    public static void away(DataSource database) {
        String name = JdbcClient.create(database)
                .sql("SELECT current_database()")
                .query(String.class)
                .single();
        AWAY.add(name);
        JdbcClient server = JdbcClient.create(TestPostgres.server().getPostgresDatabase());
        server.sql("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false").update();
        server.sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = ?")
                .param(name)
                .query(Long.class)
                .single();
    }

    /** Lets all databases that are away take connections again. */
    public static void back() {
        JdbcClient server = JdbcClient.create(TestPostgres.server().getPostgresDatabase());
        for (String name : AWAY)
            server.sql("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true").update();
        if (AWAY.isEmpty()) return;
        AWAY.clear();
        // A pool hands out a connection that it had back within half a second without asking whether it still lives.
        try {
            Thread.sleep(600);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        application.close();
        TestPostgres.drop(events);
        TestPostgres.drop(vault);
    }
}
