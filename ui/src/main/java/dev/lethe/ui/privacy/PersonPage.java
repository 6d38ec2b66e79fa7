package dev.lethe.ui.privacy;

import dev.lethe.query.records.RecordRef;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of a person. It holds opened values: it lives for one answer and has no text form.
 *
 * @param enquiry the vault's handle
 * @param since when the person was looked for
 * @param counts how many records of each feature are held, by the key of the feature's name
 * @param unused keys that belong to no record, or to none that has arrived yet
 * @param records those of this page
 * @param page from 1
 * @param kept what was chosen to be kept so far, on this page and others, by record
 * @param possible the first records that may be of the person, and are not taken in
 * @param morePossible how many more there are
 * @param taken records that were taken in
 */
record PersonPage(
        UUID enquiry,
        String since,
        List<KnownAs> identifiers,
        Map<String, Long> counts,
        int unused,
        List<ShownRecord> records,
        int page,
        int pages,
        Map<RecordRef, String> kept,
        List<PossibleRecord> possible,
        int morePossible,
        List<PossibleRecord> taken) {

    /** A record that may be of the person, without anything of it opened. */
    record PossibleRecord(UUID key, String name, String title, String received) {}

    /** The choices made for records that are not on this page, which the page has to carry along. */
    public Map<RecordRef, String> keptElsewhere() {
        Map<RecordRef, String> elsewhere = new java.util.LinkedHashMap<>(kept);
        records.forEach(record -> elsewhere.remove(record.ref()));
        return elsewhere;
    }

    /**
     * What a person is known by.
     *
     * @param kind the key of its name
     */
    record KnownAs(String kind, String value, boolean confirmed) {}

    /**
     * A record with the person's own parts, opened.
     *
     * @param parts what the person gave
     * @param notes what staff wrote about it
     * @param shared whether it holds other people's data, which stays
     * @param keptBefore the ground that a part of it was kept on at an earlier erasure, or null
     * @param restricted since when and why the person's parts are restricted, or null
     * @param erase where it can be erased by itself, or null
     */
    record ShownRecord(
            RecordRef ref,
            String name,
            String title,
            String received,
            List<ShownPart> parts,
            List<ShownPart> notes,
            boolean shared,
            @Nullable String keptBefore,
            @Nullable String restricted,
            @Nullable String erase) {}

    /** One part: what is in it, or why there is nothing. */
    sealed interface ShownPart {

        /** Which template fragment shows it. */
        default String kind() {
            return switch (this) {
                case Answered _ -> "answered";
                case Gone _ -> "gone";
                case Alarm _ -> "alarm";
            };
        }

        record Answered(List<Answer> answers) implements ShownPart {}

        record Gone(String when) implements ShownPart {}

        record Alarm(String why) implements ShownPart {}
    }

    record Answer(String label, String text) {}

    @Override
    public String toString() {
        return "PersonPage[" + enquiry + "]";
    }
}
