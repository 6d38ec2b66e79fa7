package dev.lethe.query.submissions;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.SubmissionStatus;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which submissions a report shows. It holds nothing personal but the reference, which leads to a person's record.
 *
 * @param forms of these forms; none shows nothing
 * @param version of this version, or null for all
 * @param from received on this day or later, in the council's time zone; null for any
 * @param to received on this day or before; null for any
 * @param statuses with one of these; empty for all
 * @param archived those that are out of the way, or those that are not
 * @param reference exactly this one, as {@code Reference} writes it; null for any
 */
public record SubmissionFilter(
        Set<FormId> forms,
        @Nullable Integer version,
        @Nullable LocalDate from,
        @Nullable LocalDate to,
        Set<SubmissionStatus> statuses,
        boolean archived,
        @Nullable String reference) {

    /** The council's time zone: days begin and end there. */
    public static final ZoneId ZONE = ZoneId.of("Europe/London");

    public SubmissionFilter {
        forms = Set.copyOf(forms);
        statuses = Set.copyOf(statuses);
    }

    /** All that are not archived. */
    public static SubmissionFilter of(Set<FormId> forms) {
        return new SubmissionFilter(forms, null, null, null, Set.of(), false, null);
    }

    @Override
    public String toString() {
        return "SubmissionFilter[" + forms.size() + " forms]";
    }

    /** The condition on {@code read_submissions.submission s}, and its parameters in order. */
    Where where() {
        StringBuilder sql = new StringBuilder();
        List<Object> parameters = new ArrayList<>();
        // One form is asked for as such: the index then gives the order too.
        if (forms.size() == 1) {
            sql.append("s.form = ?");
            parameters.add(forms.iterator().next().value());
        } else {
            sql.append("s.form = ANY (CAST(? AS uuid[]))");
            parameters.add(array());
        }
        sql.append(archived ? " AND s.archived_at IS NOT NULL" : " AND s.archived_at IS NULL");
        if (version != null) {
            sql.append(" AND s.version = ?");
            parameters.add(version);
        }
        between(sql, parameters);
        addStatuses("s", sql, parameters);
        if (reference != null) {
            sql.append(" AND s.reference = ?");
            parameters.add(reference);
        }
        return new Where(sql.toString(), parameters);
    }

    /**
     * Selects the columns of some that it shows. Each kind of version and status that there is lies in the report's order in
     * an index, so the first few of each are enough.
     *
     * @param more a condition to add
     * @param given its parameters
     * @param orderAndLimit in {@code s.received_at} and {@code s.id}
     */
    Where some(String more, List<Object> given, String orderAndLimit) {
        List<Object> parameters = new ArrayList<>();
        if (reference != null) {
            Where where = where();
            parameters.addAll(where.parameters());
            parameters.addAll(given);
            return new Where(
                    "SELECT s.* FROM read_submissions.submission s WHERE " + where.sql() + more + orderAndLimit,
                    parameters);
        }
        StringBuilder days = new StringBuilder();
        between(days, parameters);
        parameters.addAll(given);
        String kinds = kinds("k", parameters);
        return new Where(
                "SELECT s.* FROM read_submissions.kind k CROSS JOIN LATERAL (SELECT s.* FROM read_submissions.submission s"
                        + " WHERE s.form = k.form AND s.version = k.version AND s.status = k.status AND s.archived_at IS "
                        + (archived ? "NOT NULL" : "NULL") + days + more + orderAndLimit + ") s WHERE " + kinds
                        + orderAndLimit,
                parameters);
    }

    /** Counts those that it shows. */
    Where counted() {
        if (reference != null) {
            Where where = where();
            return new Where(
                    "SELECT count(*) FROM read_submissions.submission s WHERE " + where.sql(), where.parameters());
        }
        List<Object> parameters = new ArrayList<>();
        boolean ofDays = from != null || to != null;
        StringBuilder sql = new StringBuilder("SELECT coalesce(sum(k.submissions), 0) FROM read_submissions.")
                .append(ofDays ? "tally" : "kind")
                .append(" k WHERE ")
                .append(kinds("k", parameters));
        if (from != null) {
            sql.append(" AND k.day >= ?");
            parameters.add((int) from.toEpochDay());
        }
        if (to != null) {
            sql.append(" AND k.day <= ?");
            parameters.add((int) to.toEpochDay());
        }
        return new Where(sql.toString(), parameters);
    }

    /** The condition for the kinds of those that it shows, whatever the day and the reference. */
    private String kinds(String table, List<Object> parameters) {
        StringBuilder sql = new StringBuilder();
        if (forms.size() == 1) {
            sql.append(table).append(".form = ?");
            parameters.add(forms.iterator().next().value());
        } else {
            sql.append(table).append(".form = ANY (CAST(? AS uuid[]))");
            parameters.add(array());
        }
        sql.append(" AND ").append(table).append(archived ? ".archived" : ".archived = false");
        sql.append(" AND ").append(table).append(".submissions > 0");
        if (version != null) {
            sql.append(" AND ").append(table).append(".version = ?");
            parameters.add(version);
        }
        addStatuses(table, sql, parameters);
        return sql.toString();
    }

    private String array() {
        return forms.stream().map(FormId::toString).sorted().collect(Collectors.joining(",", "{", "}"));
    }

    private void between(StringBuilder sql, List<Object> parameters) {
        if (from != null) {
            sql.append(" AND s.received_at >= ?");
            parameters.add(from.atStartOfDay(ZONE).toOffsetDateTime());
        }
        if (to != null) {
            sql.append(" AND s.received_at < ?");
            parameters.add(to.plusDays(1).atStartOfDay(ZONE).toOffsetDateTime());
        }
    }

    private void addStatuses(String table, StringBuilder sql, List<Object> parameters) {
        if (statuses.isEmpty()) return;
        sql.append(" AND ").append(table).append(".status = ANY (CAST(? AS text[]))");
        parameters.add(statuses.stream().map(Enum::name).sorted().collect(Collectors.joining(",", "{", "}")));
    }

    /** SQL and its parameters. Its text form shows none of them. */
    record Where(String sql, List<Object> parameters) {
        @Override
        public String toString() {
            return "Where[" + parameters.size() + " parameters]";
        }
    }
}
