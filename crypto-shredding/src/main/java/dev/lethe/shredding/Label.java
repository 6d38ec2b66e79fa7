package dev.lethe.shredding;

import java.lang.reflect.Type;
import java.util.regex.Pattern;
import tools.jackson.core.type.TypeReference;

/**
 * Says what a personal value is: its name, which part of the record it is, and its Java type. The name is authenticated
 * with the value and stored nowhere else, so it is permanent; a changed format is a new name ({@code submission.answers/2}),
 * since a sealed value cannot be upcast.
 *
 * @param <T> the type of the value, read and written as JSON
 */
public final class Label<T> {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z0-9-]+)*(/[1-9][0-9]*)?");

    private final String name;
    private final int part;
    private final Type type;

    private Label(String name, int part, Type type) {
        this.name = name;
        this.part = part;
        this.type = type;
    }

    /**
     * A label for the first part.
     *
     * @param name lower-case words joined by dots, optionally with a format version: {@code account.profile/2}
     * @throws IllegalArgumentException when the name has another shape or is longer than 200 characters
     */
    public static <T> Label<T> of(String name, Class<T> type) {
        return checked(name, type);
    }

    /** As {@link #of(String, Class)}, for a generic type. */
    public static <T> Label<T> of(String name, TypeReference<T> type) {
        return checked(name, type.getType());
    }

    private static <T> Label<T> checked(String name, Type type) {
        checkName(name);
        return new Label<>(name, 1, type);
    }

    static void checkName(String name) {
        if (name.length() > 200 || !NAME.matcher(name).matches())
            throw new IllegalArgumentException("Not a label's name: " + name);
    }

    static void checkPart(int number) {
        if (number < 1) throw new IllegalArgumentException("Parts are numbered from 1, not " + number);
    }

    static String text(String name, int part) {
        return part == 1 ? name : name + "#" + part;
    }

    /**
     * The same kind of value in another part of the record: {@code submission.answers#2}.
     *
     * @param number from 1; part 1 is written without a number
     */
    public Label<T> part(int number) {
        checkPart(number);
        return new Label<>(name, number, type);
    }

    /** The place of such a value in a record, for sealing. */
    public Place<T> in(RecordId record) {
        return new Place<>(this, record);
    }

    /** A token found in a record, for opening. */
    public Sealed<T> at(RecordId record, Personal<T> token) {
        return new Sealed<>(in(record), token);
    }

    /** The text that is authenticated with the value. */
    public String text() {
        return text(name, part);
    }

    public Type type() {
        return type;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Label<?> label && label.text().equals(text()) && label.type.equals(type);
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
