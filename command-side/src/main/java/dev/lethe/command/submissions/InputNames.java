package dev.lethe.command.submissions;

import dev.lethe.command.forms.model.Field;
import java.util.List;

/** What the inputs of a field are called: its id, and for a field of several parts the id and the part. */
public final class InputNames {

    /** The parts of a date. */
    public static final List<String> DATE = List.of("day", "month", "year");
    /** The parts of a date with a time of day. */
    public static final List<String> DATE_TIME = List.of("day", "month", "year", "hour", "minute");
    /** The parts of an address, in the order in which they are kept. */
    public static final List<String> ADDRESS = List.of("line1", "line2", "town", "county", "postcode");

    private InputNames() {}

    /** The parts that a field's answer is typed in; empty when it has one input. */
    public static List<String> parts(Field field) {
        return switch (field.type()) {
            case DATE -> DATE;
            case DATE_TIME -> DATE_TIME;
            case ADDRESS -> ADDRESS;
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
                    FILE,
                    HIDDEN -> List.of();
        };
    }

    /** The names of a field's inputs. */
    public static List<String> of(Field field) {
        List<String> parts = parts(field);
        if (parts.isEmpty()) return List.of(field.id().value());
        return parts.stream().map(part -> field.id() + "-" + part).toList();
    }
}
