package dev.lethe.query.records;

import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Opened.Erased;
import dev.lethe.shredding.Opened.Known;
import dev.lethe.shredding.Opened.Restricted;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What stands in one part of a record.
 *
 * @param source who wrote it
 */
public record RecordPart(Source source, Content content) {

    /** Who wrote something. */
    public enum Source {
        /** The person, or whoever sent it for them. */
        SENDER,
        /** A member of staff. */
        STAFF
    }

    /** What is there, or why there is nothing. */
    public sealed interface Content {

        /**
         * What opening a value found, in the neutral words of a page.
         *
         * @param opening asks what was opened; what should open and does not becomes an alarm at its place
         * @param values what is to be shown of it
         */
        static <T> Content of(Supplier<Opened<T>> opening, Function<T, List<Value>> values) {
            try {
                return switch (opening.get()) {
                    case Known<T>(var known) -> new Values(values.apply(known));
                    case Erased<T> erased -> new Gone(erased.when());
                    case Restricted<T> restricted -> new Withheld(restricted.since());
                };
            } catch (CannotBeOpenedException alarm) {
                return new Alarm(alarm.keyId(), String.valueOf(alarm.getMessage()));
            }
        }

        /** It was opened. */
        record Values(List<Value> values) implements Content {
            public Values {
                values = List.copyOf(values);
            }

            @Override
            public String toString() {
                return "Values[…]";
            }
        }

        /** Its key was destroyed. */
        record Gone(Instant when) implements Content {}

        /** Its processing is restricted, and whoever opened it may not see it. */
        record Withheld(Instant since) implements Content {}

        /** It should open and does not: an alarm. */
        record Alarm(UUID keyId, String why) implements Content {}
    }

    /** A value with the words that ask for it. */
    public sealed interface Value {

        Caption caption();

        /** A text, as people read it. */
        record Text(Caption caption, String text) implements Value {
            @Override
            public String toString() {
                return "Text[…]";
            }
        }

        /**
         * A file that came with it.
         *
         * @param name as the sender named it
         * @param bytes how large it is
         */
        record File(Caption caption, UUID id, String name, long bytes) implements Value {
            @Override
            public String toString() {
                return "File[…]";
            }
        }
    }
}
