package dev.lethe.command.forms;

import dev.lethe.command.Clockwork;
import dev.lethe.command.RareLog;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FormVersion;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Counts how forms are filled in, and follows nobody: what is kept of a visit is that some number, for a day, went up by
 * one. No id, no address, no time of day, and nothing that joins one number to another.
 *
 * <p>The numbers are gathered in memory and added to their table every few seconds and when the application stops; a
 * process that is killed loses those of the last seconds, which statistics can bear. Safe for many threads, and cheap: no
 * method waits for the database.
 */
@Component
public class FormCounts implements SmartLifecycle {

    /** The page with the answers, to be checked before they are sent. */
    public static final String CHECK = "check";

    /** Days begin and end in the council's time zone. */
    private static final ZoneId ZONE = ZoneId.of("Europe/London");

    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final RareLog LOG = new RareLog(LoggerFactory.getLogger(FormCounts.class));

    private record Count(FormVersion form, LocalDate day, String what, String detail) {}

    private static final Comparator<Count> ORDER = Comparator.<Count, String>comparing(
                    count -> count.form.form().toString())
            .thenComparing(count -> count.form.version())
            .thenComparing(Count::day)
            .thenComparing(Count::what)
            .thenComparing(Count::detail);

    private final Map<Count, Long> numbers = new ConcurrentHashMap<>();
    private final JdbcClient database;
    private final Clock clock;
    private final Clockwork clockwork = new Clockwork("form-counts", this::flush);

    FormCounts(DataSource database, Clock clock) {
        this.database = JdbcClient.create(database);
        this.clock = clock;
    }

    /** Somebody opened this form. */
    public void started(FormVersion form) {
        add(form, "started", "");
    }

    /**
     * Somebody came to a further page of this form for the first time.
     *
     * @param page the id of the question on it, or {@value #CHECK}
     */
    public void reached(FormVersion form, String page) {
        if (!page.equals(CHECK) && !FieldId.isOne(page))
            throw new IllegalArgumentException("Not the name of a further page");
        add(form, "reached", page);
    }

    /**
     * Somebody sent this form, and it was accepted.
     *
     * @param took from opening it to sending it
     */
    public void completed(FormVersion form, Duration took) {
        add(form, "completed", "");
        add(form, "took", bucket(took.toSeconds()));
    }

    private void add(FormVersion form, String what, String detail) {
        numbers.merge(new Count(form, LocalDate.ofInstant(clock.instant(), ZONE), what, detail), 1L, Long::sum);
    }

    /**
     * The time to finish is kept as the range it lies in, such as {@code 60-66}: from that many whole seconds, up to and
     * without that many. Ranges are a second wide up to ten, and a tenth of their beginning from there: what is told from
     * them, a median say, is true within five in a hundred. The last one has no end.
     */
    static String bucket(long seconds) {
        long from = 0;
        while (from < LAST) {
            long to = from + Math.max(1, from / 10);
            if (seconds < to) return from + "-" + to;
            from = to;
        }
        return from + "-";
    }

    /** A page can be sent for 25 hours. */
    private static final long LAST = 90_000;

    @Override
    public synchronized void start() {
        clockwork.start(EVERY, EVERY);
    }

    @Override
    public synchronized void stop() {
        if (!clockwork.isRunning()) return;
        boolean unused = clockwork.stop();
        flush();
    }

    @Override
    public synchronized boolean isRunning() {
        return clockwork.isRunning();
    }

    /** Stopped after the web server, whose last answers are counted too. */
    @Override
    public int getPhase() {
        return 0;
    }

    /** Adds what was counted to the table. What cannot be written now is kept for the next time. */
    void flush() {
        Map<Count, Long> taken = new ConcurrentHashMap<>();
        for (Count count : numbers.keySet()) {
            Long number = numbers.remove(count);
            if (number != null) taken.put(count, number);
        }
        if (taken.isEmpty()) return;
        try {
            write(taken);
        } catch (RuntimeException e) {
            taken.forEach((count, number) -> numbers.merge(count, number, Long::sum));
            String told = "What was counted of forms could not be written yet, and is kept";
            // Every few seconds while the database is away, which others tell in full.
            if (e instanceof DataAccessResourceFailureException) LOG.warn("away", () -> told);
            else LOG.warn(told, e);
        }
    }

    /** All of it or nothing; always in one order, so that two nodes do not wait for each other. */
    private void write(Map<Count, Long> taken) {
        List<Count> counts = new ArrayList<>(taken.keySet());
        counts.sort(ORDER);
        database.sql("""
                        INSERT INTO form_count (form, version, day, what, detail, number)
                        SELECT * FROM unnest(CAST(? AS uuid[]), CAST(? AS integer[]), CAST(? AS date[]), CAST(? AS text[]),
                                             CAST(? AS text[]), CAST(? AS bigint[]))
                        ON CONFLICT (form, version, day, what, detail)
                        DO UPDATE SET number = form_count.number + excluded.number
                        """)
                .params(
                        array(counts, count -> count.form.form()),
                        array(counts, count -> count.form.version()),
                        array(counts, Count::day),
                        array(counts, Count::what),
                        array(counts, Count::detail),
                        array(counts, taken::get))
                .update();
    }

    /** As PostgreSQL writes an array; all of it are ids, words and numbers of our own. */
    private static String array(Collection<Count> counts, Function<Count, @Nullable Object> value) {
        return counts.stream()
                .map(value)
                .map(each -> '"' + String.valueOf(each) + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }
}
