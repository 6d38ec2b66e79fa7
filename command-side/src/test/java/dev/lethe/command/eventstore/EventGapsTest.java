package dev.lethe.command.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.eventstore.EventGaps.Gap;
import dev.lethe.command.eventstore.EventGaps.Gap.Kind;
import dev.lethe.shredding.TestPostgres;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What somebody did to the table of events behind our back. */
class EventGapsTest {

    private final DataSource database = TestPostgres.migratedDatabase();
    private final JdbcTemplate table = new JdbcTemplate(database);
    private final EventGaps gaps = EventGaps.in(database);

    /** Positions 1 to 9: three events of each of three aggregates in turn. */
    @BeforeEach
    void fill() {
        for (int position = 1; position <= 9; position++) insert(position, "thing-" + position % 3, (position - 1) / 3);
        assertThat(gaps.look()).isEmpty();
    }

    @AfterEach
    void drop() {
        TestPostgres.drop(database);
    }

    private void insert(long position, String aggregate, long sequence) {
        table.update(
                "INSERT INTO event VALUES (?, gen_random_uuid()::text, 'Thing', ?, ?, now(), 'Happened', NULL, '{}', '{}')",
                position,
                aggregate,
                sequence);
    }

    @Test
    void an_event_that_was_taken_out_is_named_by_its_position() {
        table.update("DELETE FROM event WHERE position = 4");
        assertThat(gaps.look()).contains(new Gap(4, Kind.MISSING));
        table.update("DELETE FROM event WHERE position = 2");
        assertThat(gaps.look()).as("the first").contains(new Gap(2, Kind.MISSING));
    }

    @Test
    void an_event_that_was_taken_out_and_closed_up_on_is_told_by_what_follows() {
        table.update("DELETE FROM event WHERE position = 4");
        table.update("UPDATE event SET position = -position WHERE position > 4");
        table.update("UPDATE event SET position = -position - 1 WHERE position < 0");
        assertThat(gaps.look()).contains(new Gap(6, Kind.OUT_OF_SEQUENCE));
    }

    @Test
    void events_that_are_missing_at_the_end_are_told_where_they_were_seen() {
        table.update("DELETE FROM event WHERE position > 7");
        assertThat(gaps.look()).contains(new Gap(8, Kind.ENDS_EARLIER));
        assertThat(gaps.look()).as("still").contains(new Gap(8, Kind.ENDS_EARLIER));
        assertThat(EventGaps.in(database).look())
                .as("not told to whoever never saw them")
                .isEmpty();
    }

    @Test
    void an_event_that_was_put_in_is_told_where_it_follows_on_nothing() {
        insert(0, "thing-9", 0);
        assertThat(gaps.look()).contains(new Gap(0, Kind.BEFORE_THE_FIRST));
        table.update("UPDATE event SET position = 10 WHERE position = 0");
        table.update("UPDATE event SET sequence = 1 WHERE position = 10");
        assertThat(gaps.look()).contains(new Gap(10, Kind.OUT_OF_SEQUENCE));
    }
}
