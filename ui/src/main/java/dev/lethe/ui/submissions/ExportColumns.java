package dev.lethe.ui.submissions;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.query.forms.Forms.Published;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The questions whose answers an export holds, and what heads them. Every heading is there once: two questions with one
 * label, or one that is called like a column of ours, are told apart.
 */
final class ExportColumns {

    /**
     * How our own words go.
     *
     * @param ours the headings of our own columns
     * @param retired a heading from a label and the versions that asked it, as in {@code 1–3}
     * @param ofForm a heading from a label and the title of its form
     */
    record Words(List<String> ours, Naming retired, Naming ofForm) {

        @FunctionalInterface
        interface Naming {
            String of(String label, String more);
        }
    }

    /** One form's part in an export. */
    record Of(FormId form, List<Published> versions, List<Column> columns) {

        /** @param versions newest first */
        static Of form(FormId form, List<Published> versions, Function<List<Column>, List<Column>> chosen) {
            return new Of(form, versions, chosen.apply(Column.of(versions)));
        }

        private List<Column> exportable() {
            return columns.stream()
                    .filter(column -> column.field().handling().exportable())
                    .toList();
        }

        /** The labels of those that may not be exported. */
        List<String> leftOut() {
            return columns.stream()
                    .filter(column -> !column.field().handling().exportable())
                    .map(column -> column.field().label())
                    .toList();
        }

        List<FieldId> questions() {
            return exportable().stream().map(column -> column.field().id()).toList();
        }
    }

    private record Key(FormId form, FieldId question) {}

    private final List<String> heads;
    private final Map<FormVersion, @Nullable Field[]> fields;
    private final Map<FormId, String> titles;

    private ExportColumns(List<String> heads, Map<FormVersion, @Nullable Field[]> fields, Map<FormId, String> titles) {
        this.heads = heads;
        this.fields = fields;
        this.titles = titles;
    }

    static ExportColumns of(List<Of> forms, Words words) {
        boolean several = forms.size() > 1;
        List<Key> keys = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        Map<FormId, String> titles = new HashMap<>();
        for (Of form : forms) {
            String title = form.versions.getFirst().definition().title();
            titles.put(form.form, title);
            for (Column column : form.exportable()) {
                keys.add(new Key(form.form, column.field().id()));
                String label = column.retired()
                        ? words.retired.of(column.field().label(), versions(column))
                        : column.field().label();
                labels.add(several ? words.ofForm.of(label, title) : label);
            }
        }
        Map<FormVersion, @Nullable Field[]> fields = new HashMap<>();
        for (Of form : forms) {
            for (Published version : form.versions) {
                Map<FieldId, Field> asked = version.definition().fields().stream()
                        .collect(Collectors.toMap(Field::id, Function.identity()));
                @Nullable Field[] ofColumns = new Field[keys.size()];
                for (int i = 0; i < ofColumns.length; i++)
                    if (keys.get(i).form.equals(form.form)) ofColumns[i] = asked.get(keys.get(i).question);
                fields.put(version.version(), ofColumns);
            }
        }
        return new ExportColumns(heads(keys, labels, words.ours), fields, titles);
    }

    private static String versions(Column column) {
        return column.since() == column.until()
                ? String.valueOf(column.since())
                : column.since() + "–" + column.until();
    }

    private static List<String> heads(List<Key> keys, List<String> labels, List<String> ours) {
        Map<String, Long> often = Stream.concat(ours.stream(), labels.stream())
                .collect(Collectors.groupingBy(ExportColumns::plain, Collectors.counting()));
        List<String> heads = new ArrayList<>(ours);
        Set<String> taken = new HashSet<>();
        for (String our : ours) taken.add(plain(our));
        for (int i = 0; i < labels.size(); i++) {
            String head = labels.get(i);
            if (often.getOrDefault(plain(head), 0L) > 1) head = head + " (" + keys.get(i).question + ")";
            // Somebody may have called a question like that too.
            for (int n = 2; !taken.add(plain(head)); n++)
                head = labels.get(i) + " (" + keys.get(i).question + ", " + n + ")";
            heads.add(head);
        }
        return List.copyOf(heads);
    }

    private static String plain(String heading) {
        return heading.strip().toLowerCase(Locale.ROOT);
    }

    /** All headings, ours first. */
    List<String> heads() {
        return heads;
    }

    /**
     * The question of each column as this version asked it, null where it did not.
     *
     * @throws IllegalStateException when there was no such version yet as the export began
     */
    @Nullable
    Field[] asked(FormVersion version) {
        @Nullable Field[] asked = fields.get(version);
        if (asked == null) throw new IllegalStateException("A version of a form that is not known yet: " + version);
        return asked;
    }

    /** The title of a form. */
    String title(FormId form) {
        return titles.getOrDefault(form, "");
    }
}
