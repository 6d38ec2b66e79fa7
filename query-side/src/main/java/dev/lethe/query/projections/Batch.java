package dev.lethe.query.projections;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What projections wrote over a batch of events, in its order: neighbouring inserts become one statement per table,
 * neighbouring changes with one text one round trip. Where the batches' borders fall makes no difference to the rows.
 */
final class Batch implements Rows {

    private sealed interface Step {
        record Inserts(Map<Table, List<@Nullable Object[]>> rows) implements Step {}

        record Changes(String sql, List<@Nullable Object[]> arguments) implements Step {}
    }

    private final List<Step> steps = new ArrayList<>();

    @Override
    public void insert(Table table, @Nullable Object... values) {
        if (values.length != table.columns().length)
            throw new IllegalArgumentException(
                    table.name() + " takes " + table.columns().length + " values, not " + values.length);
        Step.Inserts inserts;
        if (!steps.isEmpty() && steps.getLast() instanceof Step.Inserts open) {
            inserts = open;
        } else {
            inserts = new Step.Inserts(new IdentityHashMap<>());
            steps.add(inserts);
        }
        inserts.rows.computeIfAbsent(table, _ -> new ArrayList<>()).add(values);
    }

    @Override
    public void change(String sql, @Nullable Object... arguments) {
        Step.Changes changes;
        if (!steps.isEmpty() && steps.getLast() instanceof Step.Changes open && open.sql.equals(sql)) {
            changes = open;
        } else {
            changes = new Step.Changes(sql, new ArrayList<>());
            steps.add(changes);
        }
        changes.arguments.add(arguments);
    }

    /** Writes it to the schema of these tables, in the connection's transaction. */
    void flush(Connection connection, String schema, Tables tables) throws SQLException {
        if (steps.isEmpty()) return;
        // A read model can always be made again, and its token is in the same transaction: no reason to wait for the
        // disk.
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT set_config('search_path', ?, true), set_config('synchronous_commit', 'off', true)")) {
            statement.setString(1, schema);
            statement.execute();
        }
        for (Step step : steps) {
            switch (step) {
                case Step.Inserts(var rows) -> {
                    for (var table : rows.entrySet()) insert(connection, tables, table.getKey(), table.getValue());
                }
                case Step.Changes(String sql, var arguments) -> change(connection, sql, arguments);
            }
        }
        steps.clear();
    }

    private static void insert(Connection connection, Tables tables, Table table, List<@Nullable Object[]> rows)
            throws SQLException {
        Column[] columns = tables.columns(connection, table);
        StringBuilder select = new StringBuilder();
        StringBuilder arrays = new StringBuilder();
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < columns.length; i++) {
            String comma = i == 0 ? "" : ", ";
            select.append(comma).append('c').append(i).append("::").append(columns[i].type());
            arrays.append(comma).append("?::").append(columns[i].arrayType()).append("[]");
            names.append(comma).append('c').append(i);
        }
        String sql = "INSERT INTO " + table.name() + " (" + String.join(", ", table.columns()) + ") SELECT " + select
                + " FROM unnest(" + arrays + ") AS r (" + names + ") ON CONFLICT DO NOTHING";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int c = 0; c < columns.length; c++) {
                Column column = columns[c];
                @Nullable
                Object[] values = switch (column.arrayType()) {
                    case "bytea" -> new byte[rows.size()][];
                    case "int8" -> new Long[rows.size()];
                    case "int4" -> new Integer[rows.size()];
                    default -> new String[rows.size()];
                };
                for (int r = 0; r < values.length; r++) values[r] = column.element(rows.get(r)[c]);
                statement.setArray(c + 1, connection.createArrayOf(column.arrayType(), values));
            }
            statement.executeUpdate();
        }
    }

    static void change(Connection connection, String sql, List<@Nullable Object[]> all) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (@Nullable Object[] arguments : all) {
                for (int i = 0; i < arguments.length; i++) set(connection, statement, i + 1, arguments[i]);
                if (all.size() > 1) statement.addBatch();
            }
            if (all.size() > 1) statement.executeBatch();
            else statement.execute();
        }
    }

    private static void set(Connection connection, PreparedStatement statement, int index, @Nullable Object value)
            throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, Types.NULL);
            case Instant at ->
                statement.setObject(index, OffsetDateTime.ofInstant(at.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC));
            case String[] texts -> statement.setArray(index, connection.createArrayOf("text", texts));
            case UUID[] ids -> statement.setArray(index, connection.createArrayOf("uuid", ids));
            default -> statement.setObject(index, value);
        }
    }
}
