package dev.lethe.query.forms;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The words of the form versions that a page needs, each looked up once. */
public final class FormTitles {

    private final Forms forms;
    private final Map<FormVersion, @Nullable FormDefinition> known = new HashMap<>();

    public FormTitles(Forms forms) {
        this.forms = forms;
    }

    /** A form that is not among the forms yet has no title to show. */
    public String title(FormVersion version) {
        FormDefinition definition = definition(version);
        return definition == null ? "" : definition.title();
    }

    /** The fields that ask about one of its people, in their order. */
    public List<Field> fields(FormVersion version, int person) {
        FormDefinition definition = definition(version);
        return definition == null
                ? List.of()
                : definition.fields().stream()
                        .filter(field -> field.person() == person)
                        .toList();
    }

    private @Nullable FormDefinition definition(FormVersion version) {
        if (!known.containsKey(version))
            known.put(
                    version,
                    forms.version(version).map(Forms.Published::definition).orElse(null));
        return known.get(version);
    }
}
