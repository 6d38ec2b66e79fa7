package dev.lethe.command.forms.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** The identity of a field within its form: {@code q1}, {@code q2}, … It is never reused, so relabelling never orphans answers. */
public record FieldId(@JsonValue String value) {

    private static final Pattern SHAPE = Pattern.compile("q[1-9][0-9]{0,4}");

    /** @throws IllegalArgumentException when it is not {@code q} and a number from 1 to 99999 */
    @JsonCreator
    public FieldId {
        if (!SHAPE.matcher(value).matches()) throw new IllegalArgumentException("Not the id of a field");
    }

    /**
     * The id with this number.
     *
     * @param number from 1 to 99999
     */
    public static FieldId of(int number) {
        return new FieldId("q" + number);
    }

    /** Whether a text is the id of a field. */
    public static boolean isOne(String text) {
        return SHAPE.matcher(text).matches();
    }

    /** Its number, from 1 to 99999. */
    public int number() {
        return Integer.parseInt(value.substring(1));
    }

    @Override
    public String toString() {
        return value;
    }
}
