package dev.lethe.query.projections;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A column of a read model's table: how values enter it, one by one in binary ({@code COPY}) or many at once in an array. */
enum Column {
    UUID_("uuid"),
    TEXT("text", "varchar", "bpchar", "json"),
    JSONB("jsonb"),
    INT2("int2"),
    INT4("int4"),
    INT8("int8"),
    BOOL("bool"),
    TIMESTAMPTZ("timestamptz"),
    BYTEA("bytea"),
    TEXTS("_text", "_varchar"),
    UUIDS("_uuid");

    private static final long POSTGRES_EPOCH_SECONDS = 946_684_800; // 2000-01-01, where its timestamps begin
    private static final int TEXT_OID = 25;
    private static final int UUID_OID = 2950;

    private final List<String> types;

    Column(String... types) {
        this.types = List.of(types);
    }

    /** What a column is, by its name, of one table. */
    static Map<String, Column> of(Connection connection, String schema, String table) throws SQLException {
        Map<String, Column> columns = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT a.attname, t.typname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
                JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
                """)) {
            statement.setString(1, schema);
            statement.setString(2, table);
            try (var result = statement.executeQuery()) {
                while (result.next())
                    columns.put(result.getString(1), ofType(table, result.getString(1), result.getString(2)));
            }
        }
        if (columns.isEmpty()) throw new IllegalStateException("There is no table " + schema + "." + table);
        return columns;
    }

    private static Column ofType(String table, String column, String type) {
        for (Column each : values()) if (each.types.contains(type)) return each;
        throw new IllegalStateException(
                "A read model cannot have a column of type " + type + ": " + table + "." + column);
    }

    /** The type of the array that carries values of many rows; what is no array of its own type travels as text. */
    String arrayType() {
        return switch (this) {
            case BYTEA -> "bytea";
            case INT8 -> "int8";
            case INT4 -> "int4";
            default -> "text";
        };
    }

    /** The column's own type, to cast to. */
    String type() {
        return switch (this) {
            case TEXTS -> "text[]";
            case UUIDS -> "uuid[]";
            default -> types.getFirst();
        };
    }

    /** A value as an element of {@link #arrayType}. */
    @Nullable
    Object element(@Nullable Object value) {
        if (value == null) return null;
        return switch (this) {
            case BYTEA -> value;
            case INT8 -> ((Number) value).longValue();
            case INT4 -> ((Number) value).intValue();
            case TIMESTAMPTZ -> ((Instant) value).truncatedTo(ChronoUnit.MICROS).toString();
            case TEXTS, UUIDS -> literal((Object[]) value);
            default -> value.toString();
        };
    }

    private static String literal(Object[] values) {
        StringBuilder text = new StringBuilder("{");
        for (Object value : values) {
            if (text.length() > 1) text.append(',');
            text.append('"')
                    .append(value.toString().replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
        return text.append('}').toString();
    }

    /** Appends a value in PostgreSQL's binary format, its length first. */
    void write(Bytes out, @Nullable Object value) {
        if (value == null) {
            out.int4(-1);
            return;
        }
        switch (this) {
            case UUID_ -> out.int4(16).uuid((UUID) value);
            case TEXT -> out.sized(value.toString().getBytes(UTF_8));
            case JSONB -> {
                byte[] json = value.toString().getBytes(UTF_8);
                out.int4(json.length + 1).int1(1).bytes(json);
            }
            case INT2 -> out.int4(2).int2(((Number) value).intValue());
            case INT4 -> out.int4(4).int4(((Number) value).intValue());
            case INT8 -> out.int4(8).int8(((Number) value).longValue());
            case BOOL -> out.int4(1).int1(((Boolean) value) ? 1 : 0);
            case TIMESTAMPTZ -> {
                Instant at = (Instant) value;
                out.int4(8).int8((at.getEpochSecond() - POSTGRES_EPOCH_SECONDS) * 1_000_000 + at.getNano() / 1_000);
            }
            case BYTEA -> out.sized((byte[]) value);
            case TEXTS -> array(out, TEXT_OID, (Object[]) value);
            case UUIDS -> array(out, UUID_OID, (Object[]) value);
        }
    }

    private static void array(Bytes out, int elementType, Object[] values) {
        int start = out.length();
        out.int4(0).int4(values.length == 0 ? 0 : 1).int4(0).int4(elementType);
        if (values.length > 0) out.int4(values.length).int4(1);
        for (Object value : values) {
            if (value instanceof UUID uuid) out.int4(16).uuid(uuid);
            else out.sized(value.toString().getBytes(UTF_8));
        }
        out.int4At(start, out.length() - start - 4);
    }
}
