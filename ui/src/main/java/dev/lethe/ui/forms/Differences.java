package dev.lethe.ui.forms;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.ui.forms.FormTexts.Part;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What differs between two states of a form, thing by thing and word by word. Questions are told apart by their ids. */
@Component
class Differences {

    /** Longer texts are compared as wholes: who reads them side by side sees more than words with lines through them. */
    private static final int WORDS_MAX = 1_500;

    private final FormTexts texts;

    Differences(FormTexts texts) {
        this.texts = texts;
    }

    /** What became of a thing. */
    enum Kind {
        ADDED,
        REMOVED,
        CHANGED
    }

    /** A piece of a text, and whether the other text lacks it. */
    record Piece(String text, boolean differs) {}

    /**
     * One thing that differs.
     *
     * @param before empty when it was added
     * @param after empty when it was removed
     */
    record Difference(String label, Kind kind, List<Piece> before, List<Piece> after) {}

    /** What differs in one part of the form, such as a question. */
    record Section(String title, Kind kind, List<Difference> differences) {}

    /** In the order of a form's page; empty when nothing differs. */
    List<Section> between(FormDefinition before, FormDefinition after) {
        List<Section> sections = new ArrayList<>();
        add(sections, "forms.edit.texts", before, after, texts::details);
        add(sections, "forms.edit.people", before, after, texts::people);
        for (FieldId id : ids(before, after)) {
            Field then = field(before, id);
            Field now = field(after, id);
            List<Part> was = then == null ? List.of() : texts.question(then, before);
            List<Part> is = now == null ? List.of() : texts.question(now, after);
            List<Difference> found = differences(was, is);
            if (found.isEmpty()) continue;
            if (now != null)
                sections.add(new Section(texts.numbered(now, after), then == null ? Kind.ADDED : Kind.CHANGED, found));
            else if (then != null) sections.add(new Section(texts.numbered(then, before), Kind.REMOVED, found));
        }
        order(sections, before, after);
        add(sections, "forms.edit.data", before, after, form -> texts.dataUse(form.processing()));
        add(sections, "forms.edit.pages", before, after, texts::pages);
        add(sections, "forms.edit.embedding", before, after, texts::sites);
        return sections;
    }

    private void add(
            List<Section> sections,
            String title,
            FormDefinition before,
            FormDefinition after,
            Function<FormDefinition, List<Part>> parts) {
        List<Difference> found = differences(parts.apply(before), parts.apply(after));
        if (!found.isEmpty()) sections.add(new Section(texts.text(title), Kind.CHANGED, found));
    }

    /** Only of the questions that are in both: one that comes or goes moves the others without anybody moving them. */
    private void order(List<Section> sections, FormDefinition before, FormDefinition after) {
        List<FieldId> was = common(before, after);
        List<FieldId> is = common(after, before);
        if (was.equals(is)) return;
        sections.add(new Section(
                texts.text("forms.history.order"),
                Kind.CHANGED,
                List.of(new Difference(
                        texts.text("forms.edit.fields"),
                        Kind.CHANGED,
                        List.of(new Piece(labels(was, before), false)),
                        List.of(new Piece(labels(is, after), false))))));
    }

    private static List<FieldId> common(FormDefinition form, FormDefinition other) {
        return form.fields().stream()
                .map(Field::id)
                .filter(id -> field(other, id) != null)
                .toList();
    }

    private String labels(List<FieldId> ids, FormDefinition form) {
        List<String> labels = new ArrayList<>();
        for (FieldId id : ids) {
            Field field = field(form, id);
            if (field != null) labels.add(labels.size() + 1 + ". " + texts.labelled(field));
        }
        return String.join("\n", labels);
    }

    private static Set<FieldId> ids(FormDefinition before, FormDefinition after) {
        Set<FieldId> ids = new LinkedHashSet<>();
        after.fields().forEach(field -> ids.add(field.id()));
        before.fields().forEach(field -> ids.add(field.id()));
        return ids;
    }

    private static @Nullable Field field(FormDefinition form, FieldId id) {
        return form.fields().stream()
                .filter(field -> field.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    private static List<Difference> differences(List<Part> before, List<Part> after) {
        Set<String> ids = new LinkedHashSet<>();
        after.forEach(part -> ids.add(part.id()));
        before.forEach(part -> ids.add(part.id()));
        List<Difference> found = new ArrayList<>();
        for (String id : ids) {
            Part was = part(before, id);
            Part is = part(after, id);
            if (was.text().equals(is.text())) continue;
            String label = is.label().isEmpty() ? was.label() : is.label();
            if (was.text().isEmpty()) found.add(new Difference(label, Kind.ADDED, List.of(), whole(is)));
            else if (is.text().isEmpty()) found.add(new Difference(label, Kind.REMOVED, whole(was), List.of()));
            else found.add(changed(label, was.text(), is.text()));
        }
        return found;
    }

    private static Part part(List<Part> parts, String id) {
        return parts.stream().filter(part -> part.id().equals(id)).findFirst().orElse(new Part(id, "", ""));
    }

    private static List<Piece> whole(Part part) {
        return List.of(new Piece(part.text(), false));
    }

    /** Word by word: the longest row of words that both have stays, the others are marked. */
    static Difference changed(String label, String before, String after) {
        List<String> was = words(before);
        List<String> is = words(after);
        if (was.size() > WORDS_MAX || is.size() > WORDS_MAX)
            return new Difference(
                    label, Kind.CHANGED, List.of(new Piece(before, true)), List.of(new Piece(after, true)));
        int[][] common = new int[was.size() + 1][is.size() + 1];
        for (int i = was.size() - 1; i >= 0; i--)
            for (int j = is.size() - 1; j >= 0; j--)
                common[i][j] = was.get(i).equals(is.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
        List<Piece> removed = new ArrayList<>();
        List<Piece> added = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < was.size() || j < is.size()) {
            if (i < was.size() && j < is.size() && was.get(i).equals(is.get(j))) {
                append(removed, was.get(i++), false);
                append(added, is.get(j++), false);
            } else if (j >= is.size() || i < was.size() && common[i + 1][j] >= common[i][j + 1]) {
                append(removed, was.get(i++), true);
            } else {
                append(added, is.get(j++), true);
            }
        }
        return new Difference(label, Kind.CHANGED, removed, added);
    }

    /** Words with the space behind them, so that nothing is lost when they are put together again. */
    private static List<String> words(String text) {
        return List.of(text.split("(?<=\\s)(?=\\S)"));
    }

    private static void append(List<Piece> pieces, String text, boolean differs) {
        if (!pieces.isEmpty() && pieces.getLast().differs() == differs)
            pieces.set(pieces.size() - 1, new Piece(pieces.getLast().text() + text, differs));
        else pieces.add(new Piece(text, differs));
    }
}
