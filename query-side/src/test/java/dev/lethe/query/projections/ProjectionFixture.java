package dev.lethe.query.projections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.shredding.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Feeds a projection with events, on real PostgreSQL and through the code that writes its rows in the application. All ways
 * must lead to the same rows: one batch, a batch for each event, every event twice, and a rebuild's {@code COPY}.
 *
 * <pre>{@code
 * var test = ProjectionFixture.of(new FormsProjection());
 * test.given(created, published).allWaysAgree();
 * assertThat(test.rows("form")).hasSize(1);
 * }</pre>
 */
public final class ProjectionFixture<E> {

    private static final Instant AT = Instant.parse("2026-03-01T09:00:00Z");

    private record Happened<E>(E event, Recorded recorded) {}

    private final Projection<E> projection;
    private final DataSource database;
    private final String schema;
    private final List<Happened<E>> history = new ArrayList<>();

    private ProjectionFixture(Projection<E> projection, DataSource database) {
        this.projection = projection;
        this.database = database;
        this.schema = Follower.schema(projection.name());
    }

    /** On a fresh database with all migrations. */
    public static <E> ProjectionFixture<E> of(Projection<E> projection) {
        return new ProjectionFixture<>(projection, TestPostgres.pooled(TestPostgres.migratedDatabase()));
    }

    /** Projects these events as one batch, after those given before. */
    @SafeVarargs
    public final ProjectionFixture<E> given(E... events) {
        return givenBy(null, events);
    }

    /** Projects events that a member of staff caused. */
    @SafeVarargs
    public final ProjectionFixture<E> givenBy(@Nullable UUID actor, E... events) {
        int before = history.size();
        for (E event : events) {
            int position = history.size() + 1;
            history.add(new Happened<>(
                    event, new Recorded("event-" + position, position, AT.plusSeconds(position), actor)));
        }
        flush(schema, history.subList(before, history.size()));
        return this;
    }

    /** The rows of a table of the read model, as columns by name, in the order of their values. */
    public List<Map<String, Object>> rows(String table) {
        return new JdbcTemplate(database)
                .queryForList("SELECT * FROM " + schema + "." + table + " AS r ORDER BY r::text");
    }

    /** The database, for a read interface. */
    public DataSource database() {
        return database;
    }

    /** Asserts that the rows do not depend on batches, on repetition, or on the way through which they came. */
    public void allWaysAgree() {
        Map<String, List<List<Object>>> expected = contents(schema);
        flush(schema, history);
        assertThat(contents(schema)).as("after the same events once more").isEqualTo(expected);
        inCopy("one_by_one", connection -> history.forEach(each -> flush("one_by_one", List.of(each))));
        assertThat(contents("one_by_one")).as("in batches of one").isEqualTo(expected);
        inCopy("twice_each", connection -> history.forEach(each -> flush("twice_each", List.of(each, each))));
        assertThat(contents("twice_each")).as("each event twice").isEqualTo(expected);
        if (loadsWithoutIndexes("loaded"))
            assertThat(contents("loaded")).as("by a rebuild").isEqualTo(expected);
        load("loaded_indexed", true);
        assertThat(contents("loaded_indexed"))
                .as("by a rebuild that passes over rows")
                .isEqualTo(expected);
    }

    private void flush(String into, List<Happened<E>> events) {
        Batch batch = new Batch();
        for (Happened<E> each : events) projection.project(each.event(), each.recorded(), batch);
        inTransaction(connection -> batch.flush(connection, into, new Tables(into)));
    }

    private interface Work {
        void with(Connection connection) throws SQLException;
    }

    private void inTransaction(Work work) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            work.with(connection);
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void inCopy(String copy, Work work) {
        inTransaction(connection -> {
            Blueprint blueprint = Blueprint.of(connection, schema);
            blueprint.build(connection, schema, copy);
            blueprint.index(connection, copy);
        });
        inTransaction(work);
    }

    /** As in a rebuild: where rows come twice, the indexes notice it in the end, and all is done the other way. */
    private boolean loadsWithoutIndexes(String copy) {
        try {
            load(copy, false);
            return true;
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause())
                if (cause instanceof SQLException sql && "23505".equals(sql.getSQLState())) return false;
            throw e;
        }
    }

    private void load(String copy, boolean indexed) {
        inTransaction(connection -> {
            Blueprint blueprint = Blueprint.of(connection, schema);
            blueprint.build(connection, schema, copy);
            try (Load load = new Load(connection, copy, blueprint, indexed)) {
                for (Happened<E> each : history) projection.project(each.event(), each.recorded(), load);
                load.finish();
            }
        });
    }

    private Map<String, List<List<Object>>> contents(String of) {
        JdbcTemplate jdbc = new JdbcTemplate(database);
        Map<String, List<List<Object>>> contents = new TreeMap<>();
        for (String table : jdbc.queryForList(
                "SELECT table_name::text FROM information_schema.tables WHERE table_schema = ?",
                String.class,
                schema)) {
            List<List<Object>> rows = new ArrayList<>();
            for (Map<String, Object> row :
                    jdbc.queryForList("SELECT * FROM " + of + "." + table + " AS r ORDER BY r::text"))
                rows.add(new ArrayList<>(new LinkedHashMap<>(row)
                        .values().stream().map(ProjectionFixture::comparable).toList()));
            contents.put(table, rows);
        }
        return contents;
    }

    private static Object comparable(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case byte[] bytes -> Arrays.toString(bytes);
            case java.sql.Array array -> array.toString();
            default -> value;
        };
    }
}
