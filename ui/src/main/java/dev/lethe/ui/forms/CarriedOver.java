package dev.lethe.ui.forms;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.submissions.Draft.Left;
import dev.lethe.command.submissions.InputNames;
import dev.lethe.command.submissions.Uploads;
import dev.lethe.command.submissions.model.UploadedFile;
import dev.lethe.query.forms.Forms.Published;
import dev.lethe.ui.forms.Step.Page;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was typed into one version of a form, when it is to be gone on with in another: nothing goes without a word. Its text
 * form does not show it.
 *
 * @param typed what the other version takes, by the names of its inputs
 * @param left the rest, for the visitor to copy
 */
record CarriedOver(Map<String, List<String>> typed, List<Left> left) {

    private static final Pattern INPUT = Pattern.compile("(q[1-9][0-9]{0,4})(?:-[a-z0-9]+)?");

    static CarriedOver of(Page page, Published to, Uploads uploads) {
        return new Move(page, to, uploads).over();
    }

    @Override
    public String toString() {
        return "CarriedOver[" + typed.size() + " inputs, without " + left + "]";
    }

    private static final class Move {

        private final Page page;
        private final Published to;
        private final Uploads uploads;
        private final Map<String, List<String>> typed;
        private final List<Left> left = new ArrayList<>();

        Move(Page page, Published to, Uploads uploads) {
            this.page = page;
            this.to = to;
            this.uploads = uploads;
            this.typed = new LinkedHashMap<>(page.typed());
        }

        CarriedOver over() {
            Map<FieldId, Field> now =
                    to.definition().fields().stream().collect(Collectors.toMap(Field::id, field -> field));
            for (Field field : page.form().definition().fields()) over(field, now.get(field.id()));
            Set<String> takes = names(to.definition());
            Set<String> known = names(page.form().definition());
            known.addAll(takes);
            Map<String, List<String>> unknown = new LinkedHashMap<>();
            page.typed().forEach((name, values) -> {
                Matcher input = INPUT.matcher(name);
                if (known.contains(name) || !input.matches()) return;
                unknown.computeIfAbsent(input.group(1), _ -> new ArrayList<>()).addAll(written(values));
            });
            unknown.values().stream()
                    .filter(values -> !values.isEmpty())
                    .forEach(values -> left.add(new Left("", String.join("\n", values))));
            typed.keySet().removeIf(name -> !takes.contains(name));
            return new CarriedOver(typed, List.copyOf(left));
        }

        private void over(Field then, @Nullable Field now) {
            // What a hidden question holds was typed by nobody.
            if (then.type() == FieldType.HIDDEN) return;
            if (then.type() == FieldType.FILE) {
                file(then, now);
                return;
            }
            if (now == null || !isTypedAlike(then, now)) {
                leave(then, values(then));
                return;
            }
            if (!isChosen(now.type())) return;
            List<String> chosen = page.typed().getOrDefault(now.id().value(), List.of());
            leave(
                    then,
                    written(chosen).stream()
                            .filter(value -> !now.choices().contains(value))
                            .toList());
        }

        /** A file that is still there for a question that takes the same goes along, and its page says so anew. */
        private void file(Field then, @Nullable Field now) {
            if (page.form().version().equals(to.version())) return;
            String name = then.id().value();
            typed.remove(name);
            for (String token : page.typed().getOrDefault(name, List.of())) {
                Optional<UploadedFile> file = uploads.file(page.form().version(), then.id(), token);
                if (file.isEmpty()) continue;
                if (now != null && now.type() == FieldType.FILE && now.limits().equals(then.limits()))
                    typed.put(name, List.of(uploads.token(to.version(), now.id(), file.get())));
                else left.add(new Left(then.label(), file.get().name()));
            }
        }

        private void leave(Field then, List<String> values) {
            if (values.isEmpty()) return;
            String said = switch (then.type()) {
                case CHECKBOX -> "Yes";
                case DATE, DATE_TIME -> String.join(" ", values);
                default -> String.join("\n", values);
            };
            left.add(new Left(then.label(), said));
        }

        private List<String> values(Field field) {
            return InputNames.of(field).stream()
                    .flatMap(name -> written(page.typed().getOrDefault(name, List.of())).stream())
                    .toList();
        }

        private static boolean isTypedAlike(Field then, Field now) {
            return InputNames.of(then).equals(InputNames.of(now))
                    && now.type() != FieldType.FILE
                    && now.type() != FieldType.HIDDEN
                    && (then.type() == FieldType.CHECKBOX) == (now.type() == FieldType.CHECKBOX);
        }

        private static boolean isChosen(FieldType type) {
            return type == FieldType.CHECKBOXES || type == FieldType.RADIOS || type == FieldType.DROPDOWN;
        }

        private static List<String> written(List<String> values) {
            return values.stream().filter(value -> !value.isBlank()).toList();
        }

        private static Set<String> names(FormDefinition form) {
            Set<String> names = new HashSet<>();
            form.fields().forEach(field -> names.addAll(InputNames.of(field)));
            return names;
        }
    }
}
