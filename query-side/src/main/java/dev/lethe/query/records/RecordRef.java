package dev.lethe.query.records;

import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which record it is, among those of all features.
 *
 * @param feature the code of the feature, as {@link PersonalRecords#feature} has it
 * @param id the record's id within it
 */
public record RecordRef(String feature, UUID id) implements Comparable<RecordRef> {

    private static final Pattern TEXT =
            Pattern.compile("([a-z][a-z-]*)-([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})");

    private static final Comparator<RecordRef> ORDER =
            Comparator.comparing(RecordRef::feature).thenComparing(RecordRef::id);

    /** What {@link #toString} wrote; empty for anything else. */
    public static Optional<RecordRef> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new RecordRef(matcher.group(1), UUID.fromString(matcher.group(2))))
                : Optional.empty();
    }

    @Override
    public int compareTo(RecordRef other) {
        return ORDER.compare(this, other);
    }

    /** As names of inputs and addresses have it. */
    @Override
    public String toString() {
        return feature + "-" + id;
    }
}
