package dev.lethe.query.projections;

import dev.lethe.query.projections.Rows.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the columns of a read model's tables are, looked up once. Used by one thread. */
final class Tables {

    private final String schema;
    private final Map<Table, Column[]> columns = new IdentityHashMap<>();

    Tables(String schema) {
        this.schema = schema;
    }

    /** The named columns of this table, in the order in which it names them. */
    Column[] columns(Connection connection, Table table) throws SQLException {
        Column[] known = columns.get(table);
        if (known == null) {
            known = lookUp(connection, table);
            if (columns.size() < 100)
                columns.put(table, known); // a table should be a constant; a new one each time is no leak
        }
        return known;
    }

    private Column[] lookUp(Connection connection, Table table) throws SQLException {
        Map<String, Column> all = Column.of(connection, schema, table.name());
        Column[] named = new Column[table.columns().length];
        for (int i = 0; i < named.length; i++) {
            @Nullable Column column = all.get(table.columns()[i]);
            if (column == null)
                throw new IllegalStateException(
                        "There is no column " + table.columns()[i] + " in " + schema + "." + table.name());
            named[i] = column;
        }
        return named;
    }
}
