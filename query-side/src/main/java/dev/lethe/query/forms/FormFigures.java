package dev.lethe.query.forms;

import dev.lethe.command.forms.model.FormId;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How a form is filled in, from numbers that follow nobody. */
@Component
public class FormFigures {

    private final JdbcClient database;

    FormFigures(DataSource database) {
        this.database = JdbcClient.create(database);
    }

    /**
     * What was counted over some days, of all versions of a form.
     *
     * @param started how often it was opened
     * @param reached how often a further page was come to, by the id of its question, or {@code check}
     * @param completed how often it was sent and accepted
     * @param median the middle one of all times from opening to sending, true within five in a hundred; null without any
     */
    public record Figures(
            long started,
            Map<String, Long> reached,
            long completed,
            @Nullable Duration median) {
        public Figures {
            reached = Map.copyOf(reached);
        }
    }

    private record Counted(String what, String detail, long number) {}

    /** A form's figures of these days, both included, in the council's time zone. */
    public Figures between(FormId form, LocalDate from, LocalDate to) {
        List<Counted> counted = database.sql("""
                        SELECT what, detail, CAST(sum(number) AS bigint) AS number FROM form_count
                        WHERE form = ? AND day BETWEEN ? AND ? GROUP BY what, detail
                        """)
                .params(form.value(), from, to)
                .query((row, _) -> new Counted(row.getString("what"), row.getString("detail"), row.getLong("number")))
                .list();
        Map<String, Long> reached = new HashMap<>();
        long started = 0;
        long completed = 0;
        for (Counted each : counted) {
            switch (each.what) {
                case "started" -> started += each.number;
                case "completed" -> completed += each.number;
                case "reached" -> reached.put(each.detail, each.number);
                default -> {}
            }
        }
        return new Figures(
                started,
                reached,
                completed,
                median(counted.stream()
                        .filter(each -> each.what.equals("took"))
                        .map(Range::of)
                        .toList()));
    }

    /**
     * So many times were so long.
     *
     * @param from in seconds
     * @param to in seconds, itself not included; the range without an end is an hour
     */
    record Range(long from, long to, long number) {
        private static Range of(Counted counted) {
            String[] bounds = counted.detail.split("-");
            long from = Long.parseLong(bounds[0]);
            return new Range(from, bounds.length > 1 ? Long.parseLong(bounds[1]) : from + 3_600, counted.number);
        }
    }

    /** Where half of them are shorter: within its range as if those in it were spread evenly. */
    static @Nullable Duration median(List<Range> ranges) {
        long all = ranges.stream().mapToLong(Range::number).sum();
        if (all == 0) return null;
        double half = all / 2.0;
        double before = 0;
        for (Range range :
                ranges.stream().sorted(Comparator.comparing(Range::from)).toList()) {
            if (before + range.number >= half) {
                double within = (half - before) / range.number;
                return Duration.ofMillis(Math.round(1_000 * (range.from + within * (range.to - range.from))));
            }
            before += range.number;
        }
        throw new IllegalStateException("The middle lies within");
    }
}
