package dev.lethe.query.projections;

import dev.lethe.query.projections.Rows.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the tables of a read model are made, taken from the live ones, so that there is one description: its migration. */
final class Blueprint {

    /** @param options storage parameters as they are written between parentheses; empty for none */
    private record Plan(String table, String options, Map<String, Column> columns) {}

    private final List<Plan> tables = new ArrayList<>();

    /** What makes indexes and constraints; {@code %s} is the schema. */
    private final List<String> indexes = new ArrayList<>();

    /** What makes triggers, which are there from the first row on; {@code %s} is the schema. */
    private final List<String> triggers = new ArrayList<>();

    static Blueprint of(Connection connection, String schema) throws SQLException {
        Blueprint blueprint = new Blueprint();
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT c.relname, coalesce(array_to_string(c.reloptions, ', '), '') FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relkind = 'r' ORDER BY c.relname
                """)) {
            statement.setString(1, schema);
            try (var result = statement.executeQuery()) {
                while (result.next())
                    blueprint.tables.add(new Plan(
                            result.getString(1),
                            result.getString(2),
                            Column.of(connection, schema, result.getString(1))));
            }
        }
        if (blueprint.tables.isEmpty())
            throw new IllegalStateException(
                    "There are no tables in the schema " + schema + ": its migration is missing");
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT t.relname, co.conname, pg_get_constraintdef(co.oid), pg_get_indexdef(i.indexrelid) FROM pg_index i
                JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
                LEFT JOIN pg_constraint co ON co.conindid = i.indexrelid AND co.contype IN ('p', 'u', 'x')
                WHERE n.nspname = ? ORDER BY t.relname, co.contype = 'p' DESC NULLS LAST, i.indexrelid
                """)) {
            statement.setString(1, schema);
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    String name = result.getString(2);
                    if (name != null)
                        blueprint.indexes.add("ALTER TABLE %s." + quoted(result.getString(1)) + " ADD CONSTRAINT "
                                + quoted(name) + " " + escaped(result.getString(3)));
                    else
                        blueprint.indexes.add(
                                escaped(result.getString(4)).replaceFirst(" ON (ONLY )?" + schema + "\\.", " ON %s."));
                }
            }
        }
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT pg_get_triggerdef(g.oid) FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
                JOIN pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = ? AND NOT g.tgisinternal ORDER BY g.oid
                """)) {
            statement.setString(1, schema);
            try (var result = statement.executeQuery()) {
                while (result.next())
                    blueprint.triggers.add(
                            escaped(result.getString(1)).replaceFirst(" ON " + schema + "\\.", " ON %s."));
            }
        }
        return blueprint;
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }

    private static String escaped(String sql) {
        return sql.replace("%", "%%");
    }

    /** Makes the tables, empty and without indexes, in a schema of their own, with their triggers. */
    void build(Connection connection, String from, String schema) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + schema);
            for (Plan plan : tables) {
                String name = quoted(plan.table);
                statement.execute("CREATE TABLE " + schema + "." + name + " (LIKE " + from + "." + name
                        + " INCLUDING ALL EXCLUDING INDEXES)"
                        + (plan.options.isEmpty() ? "" : " WITH (" + plan.options + ")"));
            }
            for (String trigger : triggers) statement.execute(trigger.formatted(schema));
        }
    }

    /** Makes the indexes. */
    void index(Connection connection, String schema) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String index : indexes) statement.execute(index.formatted(schema));
            for (Plan plan : tables) statement.execute("ANALYZE " + schema + "." + quoted(plan.table));
        }
    }

    Column[] columns(Table table) {
        Map<String, Column> all = new HashMap<>();
        for (Plan plan : tables) if (plan.table.equals(table.name())) all = plan.columns;
        Column[] named = new Column[table.columns().length];
        for (int i = 0; i < named.length; i++) {
            @Nullable Column column = all.get(table.columns()[i]);
            if (column == null)
                throw new IllegalStateException(
                        "There is no column " + table.columns()[i] + " in a table " + table.name());
            named[i] = column;
        }
        return named;
    }
}
