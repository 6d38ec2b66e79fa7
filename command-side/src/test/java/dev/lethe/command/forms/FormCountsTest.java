package dev.lethe.command.forms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.shredding.TestPostgres;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

class FormCountsTest {

    /** 00:30 on 2 July in London. */
    private static final Clock NIGHT = Clock.fixed(Instant.parse("2026-07-01T23:30:00Z"), ZoneOffset.UTC);

    private static DataSource database;
    private static JdbcTemplate rows;

    private FormVersion form;
    private FormCounts counts;

    @BeforeAll
    static void migrate() {
        database = TestPostgres.migratedDatabase();
        rows = new JdbcTemplate(database);
    }

    @BeforeEach
    void count() {
        form = new FormVersion(new FormId(UUID.randomUUID()), 2);
        counts = new FormCounts(database, NIGHT);
    }

    private List<String> stored() {
        return rows.queryForList(
                "SELECT concat_ws(' ', version, day, what, nullif(detail, ''), number) FROM form_count WHERE form = ?"
                        + " ORDER BY what, detail",
                String.class,
                form.form().value());
    }

    @Test
    void what_was_counted_is_added_to_what_is_there_by_the_day_that_clocks_in_london_show() {
        counts.started(form);
        counts.started(form);
        counts.reached(form, "q3");
        counts.reached(form, FormCounts.CHECK);
        counts.completed(form, Duration.ofSeconds(65));
        counts.flush();
        counts.started(form);
        counts.completed(form, Duration.ofSeconds(64));
        counts.flush();
        counts.flush();

        assertThat(stored())
                .containsExactly(
                        "2 2026-07-02 completed 2",
                        "2 2026-07-02 reached check 1",
                        "2 2026-07-02 reached q3 1",
                        "2 2026-07-02 started 3",
                        "2 2026-07-02 took 60-66 2");
    }

    /** Nothing of a visit but that a number went up: no id, no time of day, nothing that joins one count to another. */
    @Test
    void nothing_is_kept_of_anybody() {
        assertThat(rows.queryForList(
                        "SELECT column_name || ' ' || data_type FROM information_schema.columns WHERE table_name = 'form_count'"
                                + " ORDER BY ordinal_position",
                        String.class))
                .containsExactly(
                        "form uuid", "version integer", "day date", "what text", "detail text", "number bigint");
        counts.started(form);
        assertThatThrownBy(() -> counts.reached(form, "ann@example.org")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void counts_of_many_threads_are_all_there() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++)
                threads.submit(() -> IntStream.range(0, 500).forEach(n -> {
                    counts.started(form);
                    if (n % 50 == 0) counts.flush();
                }));
        }
        counts.flush();

        assertThat(stored()).containsExactly("2 2026-07-02 started 2000");
    }

    @Test
    void what_cannot_be_written_is_kept_for_the_next_time() {
        counts.started(form);
        rows.execute("ALTER TABLE form_count RENAME TO form_count_away");
        try {
            counts.flush();
        } finally {
            rows.execute("ALTER TABLE form_count_away RENAME TO form_count");
        }
        counts.started(form);
        counts.flush();

        assertThat(stored()).containsExactly("2 2026-07-02 started 2");
    }

    @Test
    void what_was_counted_last_is_written_when_the_application_stops() {
        counts.start();
        counts.started(form);
        counts.stop();

        assertThat(stored()).containsExactly("2 2026-07-02 started 1");
    }

    @ParameterizedTest
    @CsvSource({"0, 0-1", "1, 1-2", "9, 9-10", "19, 19-20", "20, 20-22", "21, 20-22", "-5, 0-1"})
    void short_times_are_kept_to_the_second(long seconds, String range) {
        assertThat(FormCounts.bucket(seconds)).isEqualTo(range);
    }

    @Test
    void every_time_lies_in_its_range_which_is_a_tenth_wide_at_most() {
        for (long seconds = 0; seconds < 90_000; seconds += 7) {
            String[] range = FormCounts.bucket(seconds).split("-");
            long from = Long.parseLong(range[0]);
            long to = Long.parseLong(range[1]);
            assertThat(seconds).isBetween(from, to - 1);
            assertThat(to - from).isLessThanOrEqualTo(Math.max(1, from / 10));
        }
        assertThat(FormCounts.bucket(1_000_000)).endsWith("-");
    }
}
