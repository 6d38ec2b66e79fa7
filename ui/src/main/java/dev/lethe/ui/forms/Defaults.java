package dev.lethe.ui.forms;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.submissions.InputNames;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What stands in a field's inputs at first. */
final class Defaults {

    private Defaults() {}

    /** By the names of the inputs; empty when nothing does. A date that cannot be one stands in no input. */
    static Map<String, List<String>> of(Field field) {
        List<String> defaults = field.defaults();
        if (defaults.isEmpty()) return Map.of();
        try {
            return switch (field.type()) {
                case DATE -> parts(field, date(LocalDate.parse(defaults.getFirst())));
                case DATE_TIME -> parts(field, dateTime(LocalDateTime.parse(defaults.getFirst())));
                case ADDRESS, FILE -> Map.of();
                case SINGLE_LINE,
                        MULTI_LINE,
                        EMAIL,
                        TELEPHONE,
                        URL,
                        NUMBER,
                        CHECKBOX,
                        CHECKBOXES,
                        DROPDOWN,
                        RADIOS,
                        POSTCODE,
                        HIDDEN -> Map.of(field.id().value(), defaults);
            };
        } catch (DateTimeException e) {
            return Map.of();
        }
    }

    private static List<Integer> date(LocalDate date) {
        return List.of(date.getDayOfMonth(), date.getMonthValue(), date.getYear());
    }

    private static List<Integer> dateTime(LocalDateTime at) {
        return List.of(at.getDayOfMonth(), at.getMonthValue(), at.getYear(), at.getHour(), at.getMinute());
    }

    private static Map<String, List<String>> parts(Field field, List<Integer> values) {
        Map<String, List<String>> parts = new LinkedHashMap<>();
        List<String> names = InputNames.parts(field);
        for (int i = 0; i < names.size(); i++) {
            boolean minute = names.get(i).equals("minute");
            parts.put(
                    field.id() + "-" + names.get(i),
                    List.of(
                            minute
                                    ? "%02d".formatted(values.get(i))
                                    : values.get(i).toString()));
        }
        return parts;
    }
}
