package dev.lethe.ui.submissions;

import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.command.submissions.model.ViewSettings;
import dev.lethe.query.submissions.Position;
import dev.lethe.query.submissions.SubmissionFilter;
import dev.lethe.query.submissions.Submissions.Start;
import dev.lethe.ui.web.Problems;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * What a report was asked to show, as it stands in an address: it holds nothing personal, so a reference is no part of it.
 * What was typed is kept, also where it is not understood. Change it with the {@code with} methods, write it back with
 * {@link #query}.
 *
 * @param form the one form whose submissions are shown; null for all that the reader may read
 * @param from the first day, as typed
 * @param to the last day, as typed
 * @param version only submissions of this version; null for all
 * @param statuses only those with one of these; empty for all
 * @param archived those that are out of the way, or those that are not
 * @param columns the questions to show; null for all
 * @param newestFirst else oldest first
 * @param size how many are on a page, one of {@link #SIZES}
 * @param after only what comes after this in the report's order; null for no such limit
 * @param before the last of what comes before this in the report's order; null for no such limit
 * @param last the last page, when neither {@code after} nor {@code before} is given
 */
record ReportQuery(
        @Nullable FormId form,
        TypedDay from,
        TypedDay to,
        @Nullable Integer version,
        Set<SubmissionStatus> statuses,
        boolean archived,
        @Nullable List<FieldId> columns,
        boolean newestFirst,
        int size,
        @Nullable Position after,
        @Nullable Position before,
        boolean last) {

    /** How many can be on a page; the second is the usual one. */
    static final List<Integer> SIZES = List.of(20, 50, 100, 200);

    private static final int USUAL_SIZE = 50;
    /** What is kept of what was typed into a box of a day, in characters: addresses have an end. */
    private static final int LONGEST = 50;

    private static final String NO_COLUMNS = "none";
    private static final String IN = "in";
    private static final String ALL = "all";

    ReportQuery {
        statuses = Set.copyOf(statuses);
        columns = columns == null ? null : List.copyOf(columns);
    }

    /** A day as it was typed into three boxes. */
    record TypedDay(String day, String month, String year) {

        static final TypedDay NONE = new TypedDay("", "", "");

        static TypedDay of(@Nullable LocalDate date) {
            return date == null
                    ? NONE
                    : new TypedDay(
                            String.valueOf(date.getDayOfMonth()),
                            String.valueOf(date.getMonthValue()),
                            String.valueOf(date.getYear()));
        }

        boolean isBlank() {
            return day.isEmpty() && month.isEmpty() && year.isEmpty();
        }

        /** The day; empty when nothing was typed, or nothing that is a day. */
        Optional<LocalDate> date() {
            try {
                LocalDate date = LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day));
                return date.getYear() >= 2000 && date.getYear() < 10_000 ? Optional.of(date) : Optional.empty();
            } catch (NumberFormatException | DateTimeException _) {
                return Optional.empty();
            }
        }

        boolean isWrong() {
            return !isBlank() && date().isEmpty();
        }
    }

    /** Everything that is not archived, newest first. */
    static ReportQuery all(@Nullable FormId form) {
        return new ReportQuery(
                form, TypedDay.NONE, TypedDay.NONE, null, Set.of(), false, null, true, USUAL_SIZE, null, null, false);
    }

    /**
     * What an address asks. Choices that no page offers are left out, since nobody can have meant them; days are kept as
     * they were typed.
     *
     * @param form the form that the path names, or null
     */
    static ReportQuery of(@Nullable FormId form, MultiValueMap<String, String> parameters) {
        Set<SubmissionStatus> statuses = EnumSet.noneOf(SubmissionStatus.class);
        for (String code : parameters.getOrDefault("status", List.of()))
            status(code).ifPresent(statuses::add);
        List<String> columns = parameters.get("columns");
        return new ReportQuery(
                form,
                day(parameters, "from"),
                day(parameters, "to"),
                form == null ? null : number(parameters.getFirst("version")),
                statuses,
                "true".equals(parameters.getFirst("archived")),
                form == null || columns == null
                        ? null
                        : columns.stream()
                                .filter(FieldId::isOne)
                                .map(FieldId::new)
                                .distinct()
                                .toList(),
                !"oldest".equals(parameters.getFirst("order")),
                size(number(parameters.getFirst("size"))),
                Position.parse(parameters.getFirst("after")).orElse(null),
                Position.parse(parameters.getFirst("before")).orElse(null),
                "last".equals(parameters.getFirst("page")));
    }

    private static TypedDay day(MultiValueMap<String, String> parameters, String name) {
        return new TypedDay(
                typed(parameters, name + "-day"),
                typed(parameters, name + "-month"),
                typed(parameters, name + "-year"));
    }

    private static String typed(MultiValueMap<String, String> parameters, String name) {
        String text = parameters.getFirst(name);
        if (text == null) return "";
        String stripped = text.strip();
        return stripped.length() > LONGEST ? stripped.substring(0, LONGEST) : stripped;
    }

    private static @Nullable Integer number(@Nullable String text) {
        try {
            return text == null ? null : Integer.valueOf(text.strip());
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private static int size(@Nullable Integer asked) {
        return asked != null && SIZES.contains(asked) ? asked : USUAL_SIZE;
    }

    /** The status that an address or a form names, as in {@code in-progress}. */
    static Optional<SubmissionStatus> status(@Nullable String code) {
        return Arrays.stream(SubmissionStatus.values())
                .filter(each -> code(each).equals(code))
                .findFirst();
    }

    /** How addresses, forms and texts name a status. */
    static String code(SubmissionStatus status) {
        return status.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What is wrong with what was typed. While there is something, nothing must be shown as if it were the answer. */
    Problems problems(MessageSource texts) {
        var problems = new Problems();
        if (from.isWrong()) problems.add("from", texts.getMessage("submissions.from.wrong", null, Locale.UK));
        if (to.isWrong()) problems.add("to", texts.getMessage("submissions.to.wrong", null, Locale.UK));
        Optional<LocalDate> first = from.date();
        Optional<LocalDate> last = to.date();
        if (first.isPresent() && last.isPresent() && last.get().isBefore(first.get()))
            problems.add("to", texts.getMessage("submissions.to.before", null, Locale.UK));
        return problems;
    }

    /**
     * The filter.
     *
     * @param forms what {@link ReadingRights} says that this reader may see of it
     */
    SubmissionFilter filter(Set<FormId> forms) {
        return new SubmissionFilter(
                forms, version, from.date().orElse(null), to.date().orElse(null), statuses, archived, null);
    }

    /** Those of these columns that are to be shown, in their order. */
    List<Column> shown(List<Column> all) {
        List<FieldId> chosen = columns;
        return chosen == null
                ? all
                : all.stream()
                        .filter(column -> chosen.contains(column.field().id()))
                        .toList();
    }

    /** Whether anything is left out that the same report would otherwise show. The list asks it by its name. */
    public boolean isNarrowed() {
        return !from.isBlank() || !to.isBlank() || version != null || !statuses.isEmpty() || archived;
    }

    /** The same without a place in it: its first page. */
    public ReportQuery first() {
        return new ReportQuery(
                form, from, to, version, statuses, archived, columns, newestFirst, size, null, null, false);
    }

    /** The page that follows this submission. */
    ReportQuery after(Position place) {
        return new ReportQuery(
                form, from, to, version, statuses, archived, columns, newestFirst, size, place, null, false);
    }

    /** The page that comes before this submission. */
    ReportQuery before(Position place) {
        return new ReportQuery(
                form, from, to, version, statuses, archived, columns, newestFirst, size, null, place, false);
    }

    /** Its last page. */
    ReportQuery lastPage() {
        return new ReportQuery(
                form, from, to, version, statuses, archived, columns, newestFirst, size, null, null, true);
    }

    /** The parameters, by name, without those that say what is usual; the form is not among them. */
    List<Map.Entry<String, String>> parameters() {
        List<Map.Entry<String, String>> parameters = new ArrayList<>();
        add(parameters, "from", from);
        add(parameters, "to", to);
        if (version != null) parameters.add(Map.entry("version", version.toString()));
        statuses.stream().sorted().forEach(each -> parameters.add(Map.entry("status", code(each))));
        if (archived) parameters.add(Map.entry("archived", "true"));
        if (columns != null) {
            if (columns.isEmpty()) parameters.add(Map.entry("columns", NO_COLUMNS));
            columns.forEach(column -> parameters.add(Map.entry("columns", column.value())));
        }
        if (!newestFirst) parameters.add(Map.entry("order", "oldest"));
        if (size != USUAL_SIZE) parameters.add(Map.entry("size", String.valueOf(size)));
        if (after != null) parameters.add(Map.entry("after", after.toString()));
        if (before != null) parameters.add(Map.entry("before", before.toString()));
        if (last) parameters.add(Map.entry("page", "last"));
        return parameters;
    }

    private static void add(List<Map.Entry<String, String>> parameters, String name, TypedDay typed) {
        if (!typed.day().isEmpty()) parameters.add(Map.entry(name + "-day", typed.day()));
        if (!typed.month().isEmpty()) parameters.add(Map.entry(name + "-month", typed.month()));
        if (!typed.year().isEmpty()) parameters.add(Map.entry(name + "-year", typed.year()));
    }

    /** The parameters as the query of an address, with the question mark; empty when all is as usual. */
    public String query() {
        var address = UriComponentsBuilder.newInstance();
        var values = new ArrayList<String>();
        for (Map.Entry<String, String> each : parameters()) {
            address.queryParam(each.getKey(), "{" + values.size() + "}");
            values.add(each.getValue());
        }
        return address.encode().buildAndExpand(values.toArray()).toUriString();
    }

    /** The address of the report. */
    public String address() {
        return path() + query();
    }

    /** The address of the report without what is asked of it. */
    public String path() {
        return form == null ? "/staff/submissions/all" : "/staff/submissions/forms/" + form;
    }

    /**
     * The address of one submission that remembers from which report it was opened.
     *
     * @param more what follows the submission's id in the path, as {@code /delete}; may be empty
     */
    String one(SubmissionId submission, String more) {
        String query = query();
        if (form == null) query = (query.isEmpty() ? "?" : query + "&") + IN + "=" + ALL;
        return "/staff/submissions/" + submission + more + query;
    }

    /**
     * The report that a submission's address remembers.
     *
     * @param form the submission's own
     */
    static ReportQuery around(FormId form, MultiValueMap<String, String> parameters) {
        return of(ALL.equals(parameters.getFirst(IN)) ? null : form, parameters);
    }

    /** What {@link #query} wrote, from a hidden field. */
    static ReportQuery read(@Nullable FormId form, String query) {
        MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
        if (query.startsWith("?"))
            UriComponentsBuilder.newInstance()
                    .query(query.substring(1))
                    .build()
                    .getQueryParams()
                    .forEach((name, values) -> values.forEach(value -> parameters.add(name, decoded(value))));
        return of(form, parameters);
    }

    private static String decoded(@Nullable String value) {
        try {
            return value == null ? "" : UriUtils.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    /** An address with one more parameter. */
    static String with(String address, String name) {
        return address + (address.contains("?") ? "&" : "?") + name;
    }

    /** Where a page of it begins. */
    Start start() {
        if (after != null) return new Start.After(after);
        if (before != null) return new Start.Before(before);
        return last ? new Start.Last() : new Start.First();
    }

    /** The same, kept. Only what was understood can be. */
    ViewSettings settings() {
        return new ViewSettings(
                form,
                version,
                from.date().orElse(null),
                to.date().orElse(null),
                statuses,
                archived,
                columns,
                newestFirst,
                size);
    }

    /** What was kept. */
    static ReportQuery of(ViewSettings settings) {
        return new ReportQuery(
                settings.form(),
                TypedDay.of(settings.from()),
                TypedDay.of(settings.to()),
                settings.version(),
                settings.statuses(),
                settings.archived(),
                settings.columns(),
                settings.newestFirst(),
                settings.size(),
                null,
                null,
                false);
    }
}
