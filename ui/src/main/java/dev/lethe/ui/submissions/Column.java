package dev.lethe.ui.submissions;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.query.forms.Forms.Published;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A question that a report can show, of whatever version: answers to questions that are asked no more are still there.
 *
 * @param field as the newest version that asks it has it
 * @param since the first version that asks it
 * @param until the last version that asks it
 * @param retired whether the newest version asks it no more
 */
record Column(Field field, int since, int until, boolean retired) {

    /**
     * Those of the newest version in its order, then those that are asked no more, the latest first.
     *
     * @param versions newest first
     */
    static List<Column> of(List<Published> versions) {
        Map<FieldId, Column> columns = new LinkedHashMap<>();
        for (Published version : versions) {
            int number = version.version().version();
            boolean newest = version == versions.getFirst();
            for (Field field : version.definition().fields())
                columns.merge(
                        field.id(),
                        new Column(field, number, number, !newest),
                        (known, _) -> new Column(known.field, number, known.until, known.retired));
        }
        return new ArrayList<>(columns.values());
    }
}
