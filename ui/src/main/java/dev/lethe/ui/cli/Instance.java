package dev.lethe.ui.cli;

import dev.lethe.shredding.KeyVaults;
import dev.lethe.ui.embedded.CannotStartException;
import dev.lethe.ui.embedded.DataDirectory;
import dev.lethe.ui.embedded.EmbeddedPostgres;
import dev.lethe.ui.reporting.SafeThrowable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * One Lethe in this process: its data directory, its PostgreSQL unless there is another, and the application on them.
 * Whatever way it ends, they are closed in the opposite order.
 */
final class Instance implements AutoCloseable {

    private static final String FAILED_START = "failed-start.log";

    private final DataDirectory data;
    private volatile @Nullable EmbeddedPostgres postgres;
    private volatile @Nullable ConfigurableApplicationContext context;
    private boolean closed;

    private Instance(DataDirectory data) {
        this.data = data;
    }

    /**
     * Starts it.
     *
     * @param settings ordinary properties, stronger than all others
     * @throws RuntimeException when it does not start, after everything was closed again: {@link Reason} has words for it
     */
    static Instance start(Class<?> application, Where where, Map<String, Object> settings) {
        boolean own = ownPostgres();
        // Before PostgreSQL is started or anything migrated: what another version wrote stays as it is
        KeyVaults.refuseOtherFormats(where.allRoots());
        var instance = new Instance(DataDirectory.open(where.data()));
        var hook = new Thread(instance::close, "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            Map<String, Object> all = new HashMap<>();
            all.put("lethe.data.directories[0]", where.data().toString());
            for (int i = 0; i < where.roots().size(); i++) {
                all.put(
                        "lethe.root.directories[" + i + "]",
                        where.roots().get(i).toString());
            }
            for (int i = 0; i < where.newMirrors().size(); i++) {
                all.put(
                        "lethe.root.new-mirrors[" + i + "]",
                        where.newMirrors().get(i).toString());
            }
            if (!own) all.putAll(instance.embedded());
            all.putAll(settings);
            instance.run(application, all);
            instance.forget();
            return instance;
        } catch (RuntimeException e) {
            instance.tell(e);
            instance.close();
            throw e;
        }
    }

    ConfigurableApplicationContext context() {
        if (context == null) throw new IllegalStateException("Not started");
        return context;
    }

    Path data() {
        return data.path();
    }

    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        var running = context;
        if (running != null) running.close();
        var server = postgres;
        if (server != null) server.close();
        data.close();
    }

    /** Whether configuration names a PostgreSQL other than the one in the data directory. */
    static boolean ownPostgres() {
        boolean events = System.getenv("LETHE_DB_URL") != null;
        boolean keys = System.getenv("LETHE_VAULT_DB_URL") != null;
        if (events == keys) return events;
        throw new CannotStartException(
                "Your own PostgreSQL needs both LETHE_DB_URL and LETHE_VAULT_DB_URL: events and keys"
                        + " live in two databases. " + (events ? "LETHE_VAULT_DB_URL" : "LETHE_DB_URL")
                        + " is not set");
    }

    private Map<String, Object> embedded() {
        EmbeddedPostgres server = EmbeddedPostgres.start(data);
        postgres = server;
        var lethe = server.lethe();
        var vault = server.vault();
        return Map.of(
                // The data directory is locked, and this PostgreSQL is in it: no other process has claims.
                "lethe.node", "embedded",
                "lethe.db.url", lethe.url(),
                "lethe.db.username", lethe.username(),
                "lethe.db.password", lethe.password(),
                "lethe.vault.db.url", vault.url(),
                "lethe.vault.db.username", vault.username(),
                "lethe.vault.db.password", vault.password());
    }

    private void run(Class<?> application, Map<String, Object> settings) {
        var spring = new SpringApplication(application);
        spring.setBannerMode(Banner.Mode.OFF);
        spring.setLogStartupInfo(false);
        spring.setRegisterShutdownHook(false); // ours closes the database after the context
        spring.addInitializers(starting -> starting.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("command line", settings)));
        context = spring.run();
    }

    private void forget() {
        try {
            Files.deleteIfExists(data.path().resolve(FAILED_START));
        } catch (IOException e) {
            // It is old news, and no harm.
        }
    }

    /** The details of a failed start, for whoever looks for them. Nothing in it was typed by anybody. */
    private void tell(RuntimeException e) {
        try {
            Files.writeString(data.path().resolve(FAILED_START), SafeThrowable.of(e));
        } catch (IOException full) {
            // The line on the console says the reason all the same.
        }
    }
}
