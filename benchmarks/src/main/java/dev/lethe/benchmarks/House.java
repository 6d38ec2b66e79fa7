package dev.lethe.benchmarks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.lethe.command.forms.CreateForm;
import dev.lethe.command.forms.PublishForm;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.command.forms.model.LawfulBasis;
import dev.lethe.command.forms.model.Processing;
import dev.lethe.command.submissions.Outcome;
import dev.lethe.command.submissions.SubmissionIntake;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.Reference;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.projections.ReadModels;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.ui.embedded.DataDirectory;
import dev.lethe.ui.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.EventProcessor;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;

/**
 * Command side, query side and vault on the embedded PostgreSQL of {@code ./lethe serve}, as durable as there, in a
 * directory that is removed at the end.
 */
final class House implements AutoCloseable {

    @EnableAutoConfiguration
    @ComponentScan({
        "dev.lethe.command",
        "dev.lethe.query",
        "dev.lethe.processes.accounts",
        "dev.lethe.processes.privacy",
        "dev.lethe.processes.schedule",
        "dev.lethe.processes.submissions"
    })
    static class Application {}

    private final Path home;
    private final DataDirectory data;
    private final EmbeddedPostgres postgres;
    private final ConfigurableApplicationContext context;

    private House(Path home) {
        this.home = home;
        this.data = DataDirectory.open(home.resolve("data"));
        this.postgres = EmbeddedPostgres.start(data);
        Map<String, Object> settings = new HashMap<>();
        settings.put("spring.main.banner-mode", "off");
        settings.put("spring.config.name", "benchmarks"); // not what the pages are configured with
        put(settings, "lethe.db", postgres.lethe());
        put(settings, "lethe.vault.db", postgres.vault());
        settings.put("lethe.root.directories", home.resolve("root").toString());
        settings.put("lethe.data.directories", home.resolve("data").toString());
        try {
            this.context = new SpringApplicationBuilder(Application.class)
                    .web(WebApplicationType.NONE)
                    .properties(settings)
                    .registerShutdownHook(false)
                    .run();
        } catch (RuntimeException e) {
            postgres.close();
            data.close();
            throw e;
        }
    }

    private static void put(Map<String, Object> settings, String name, EmbeddedPostgres.Database database) {
        settings.put(name + ".url", database.url());
        settings.put(name + ".username", database.username());
        settings.put(name + ".password", database.password());
    }

    static House open() throws IOException {
        quiet();
        System.err.println("Starting PostgreSQL with fsync=on …");
        return new House(home());
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    ReadModels readModels() {
        return bean(ReadModels.class);
    }

    /** Stops everything that reads the events as they come: projections, and policies. */
    void pauseFollowers() {
        readModels().stop();
        processors().forEach(EventProcessor::shutDown);
    }

    void resumeFollowers() {
        readModels().start();
        processors().forEach(EventProcessor::start);
    }

    private Collection<EventProcessor> processors() {
        return bean(EventProcessingConfiguration.class).eventProcessors().values();
    }

    /** A connection of the benchmark's own to the database of events. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(
                postgres.lethe().url(),
                postgres.lethe().username(),
                postgres.lethe().password());
    }

    /**
     * What this process and PostgreSQL have computed so far, in seconds of one core. On a machine that others use too, this
     * tells what a clock cannot.
     */
    double computed() throws IOException {
        long server = Long.parseLong(
                Files.readAllLines(home.resolve("data/postgres/postmaster.pid")).getFirst());
        return Stream.concat(
                        Stream.of(ProcessHandle.current()),
                        ProcessHandle.of(server).stream().flatMap(ProcessHandle::children))
                .mapToDouble(process ->
                        process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9)
                .sum();
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long number(String sql) throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    /** Publishes a form with six questions, the third of which is for an e-mail address. */
    FormVersion form(String slug, boolean named) {
        List<Field> fields = List.of(
                field(1, FieldType.SINGLE_LINE, "What is it about?", Identifies.NOBODY),
                field(2, FieldType.RADIOS, "How urgent is it?", Identifies.NOBODY),
                field(3, FieldType.EMAIL, "Your e-mail address", named ? Identifies.EMAIL : Identifies.NOBODY),
                field(4, FieldType.TELEPHONE, "Your telephone number", Identifies.NOBODY),
                field(5, FieldType.DATE, "When did it happen?", Identifies.NOBODY),
                field(6, FieldType.MULTI_LINE, "What happened?", Identifies.NOBODY));
        FormId id = new FormId(UUID.randomUUID());
        FormDefinition definition = new FormDefinition(
                "Report a problem",
                slug,
                "",
                List.of("You"),
                fields,
                "Send",
                "Thank you",
                "",
                new Processing("To mend it", LawfulBasis.PUBLIC_TASK, "The highways team", null));
        CommandGateway commands = bean(CommandGateway.class);
        commands.sendAndWait(new CreateForm(id, definition));
        commands.sendAndWait(new PublishForm(id, 1));
        return new FormVersion(id, 1);
    }

    private static Field field(int number, FieldType type, String label, Identifies identifies) {
        List<String> choices = type == FieldType.RADIOS ? List.of("Very", "Not very") : List.of();
        return new Field(new FieldId("q" + number), type, label, "", true, choices, null, 0, identifies);
    }

    /** Sends a form as a visitor does, from the page to the confirmation. */
    void submit(FormVersion form, String email) {
        SubmissionIntake intake = bean(SubmissionIntake.class);
        Outcome outcome = intake.submit(form.form(), intake.begin(form), typed(email));
        if (!(outcome instanceof Outcome.Accepted)) throw new IllegalStateException("Not accepted: " + outcome);
    }

    /** Answers to a {@link #form}, as they come from its page. */
    static Map<String, List<String>> typed(String email) {
        return Map.of(
                "q1", List.of("A hole in the road"),
                "q2", List.of("Very"),
                "q3", List.of(email),
                "q4", List.of("01296 395000"),
                "q5-day", List.of("1"),
                "q5-month", List.of("3"),
                "q5-year", List.of("2026"),
                "q6", List.of(STORY));
    }

    /** A minute apart, from here on: when the submissions that {@link #fill} makes were received. */
    static final Instant FIRST = Instant.parse("2024-01-01T00:00:00Z");

    /**
     * Puts submissions straight into the read model, sealed like any other, each under a key of its own: what reading costs
     * does not depend on how they came there, and so a million take a minute.
     */
    void fill(FormVersion form, int count) throws Exception {
        AtomicLong made = new AtomicLong();
        each(2, 0, (count + FILLED_AT_ONCE - 1) / FILLED_AT_ONCE, (_, batch) -> {
            long from = batch * FILLED_AT_ONCE;
            fill(form, from, (int) Math.min(FILLED_AT_ONCE, count - from));
            long now = made.addAndGet(FILLED_AT_ONCE);
            if (now % 100_000 < FILLED_AT_ONCE) System.err.printf("  %,d of %,d%n", Math.min(now, count), count);
        });
        execute("VACUUM (ANALYZE) read_submissions.submission");
        execute("VACUUM (ANALYZE) read_submissions.part");
        try (Connection vault = DriverManager.getConnection(
                        postgres.vault().url(),
                        postgres.vault().username(),
                        postgres.vault().password());
                var statement = vault.createStatement()) {
            statement.execute("VACUUM (ANALYZE) vault.key");
        }
    }

    private static final int FILLED_AT_ONCE = 1_000;

    private void fill(FormVersion form, long from, int count) throws Exception {
        StringBuilder submissions = new StringBuilder();
        StringBuilder parts = new StringBuilder();
        try (RecordKeys keys =
                bean(KeyVault.class).newKeys(Collections.nCopies(count, new Owner.Anonymous(Lane.PEOPLE)))) {
            for (int i = 0; i < count; i++) {
                SubmissionId id = new SubmissionId(UUID.randomUUID());
                long number = from + i;
                Personal<Answers> token = keys.seal(i, Answers.ANSWERS.in(id), answers(number));
                submissions.append("%s\t%s\t%d\t%s\t%s\t%s\n"
                        .formatted(
                                id,
                                form.form(),
                                form.version(),
                                Reference.random(RANDOM),
                                FIRST.plus(Duration.ofMinutes(number)),
                                number % 10 == 0 ? "WAITING" : "DONE"));
                parts.append("%s\t0\t%s\t\\\\x%s\n"
                        .formatted(id, token.keyId(), HexFormat.of().formatHex(token.bytes())));
            }
        }
        // One at a time, as the projection does it.
        synchronized (this) {
            try (Connection connection = connect()) {
                connection.setAutoCommit(false);
                CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
                copy.copyIn(
                        "COPY read_submissions.submission (id, form, version, reference, received_at, status) FROM STDIN",
                        new StringReader(submissions.toString()));
                copy.copyIn(
                        "COPY read_submissions.part (submission, person, key_id, token) FROM STDIN",
                        new StringReader(parts.toString()));
                connection.commit();
            }
        }
    }

    private static final SecureRandom RANDOM = new SecureRandom();

    /** As {@link #submit} leaves them. */
    private static Answers answers(long number) {
        return new Answers(Map.of(
                FieldId.of(1), List.of("A hole in the road"),
                FieldId.of(2), List.of("Very"),
                FieldId.of(3), List.of(address(number)),
                FieldId.of(4), List.of("01296 395000"),
                FieldId.of(5), List.of("2026-03-01"),
                FieldId.of(6), List.of(STORY)));
    }

    private static final String STORY =
            "It is about two feet wide and opens every winter at the corner of the High Street, just "
                    + "behind the crossing, where children wait for the school bus in the morning.";

    static String address(long person) {
        return "person" + person + "@example.org";
    }

    interface Step {
        void run(int thread, long number) throws Exception;
    }

    /** Runs a step over and over in as many threads for as long. @return how often it was done */
    static long hammer(int threads, double seconds, Step step) throws Exception {
        AtomicLong done = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        CountDownLatch start = new CountDownLatch(1);
        Thread[] all = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            int thread = t;
            all[t] = Thread.ofPlatform().start(() -> {
                try {
                    start.await();
                    for (long n = thread; !stop.get(); n += threads) {
                        step.run(thread, n);
                        done.incrementAndGet();
                    }
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
            });
        }
        start.countDown();
        Thread.sleep((long) (seconds * 1000));
        long count = done.get();
        stop.set(true);
        for (Thread each : all) each.join();
        if (failure.get() != null) throw new IllegalStateException(failure.get());
        return count;
    }

    /** Does a step so many times in as many threads. */
    static void each(int threads, long from, long to, Step step) throws Exception {
        AtomicLong next = new AtomicLong(from);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread[] all = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            int thread = t;
            all[t] = Thread.ofPlatform().start(() -> {
                try {
                    for (long n = next.getAndIncrement(); n < to; n = next.getAndIncrement()) step.run(thread, n);
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
            });
        }
        for (Thread each : all) each.join();
        if (failure.get() != null) throw new IllegalStateException(failure.get());
    }

    @Override
    public void close() {
        context.close();
        postgres.close();
        data.close();
        remove(home);
    }

    /** Says errors only: what else is said would stand between the lines of a table. */
    static void quiet() {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
    }

    /** A directory for one run. Beside the project, not in a temporary directory: that may be in memory, and would then flatter. */
    static Path home() throws IOException {
        Path parent = Files.createDirectories(Path.of(".lethe", "benchmarks"));
        return Files.createTempDirectory(parent.toAbsolutePath(), "house");
    }

    static void remove(Path home) {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
