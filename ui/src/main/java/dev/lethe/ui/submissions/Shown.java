package dev.lethe.ui.submissions;

import dev.lethe.command.forms.events.Field;
import dev.lethe.command.forms.events.FieldType;
import dev.lethe.command.submissions.events.Answers;
import dev.lethe.query.submissions.Part;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.Opened.Erased;
import dev.lethe.shredding.Opened.Known;
import dev.lethe.shredding.Openings;
import dev.lethe.ui.web.Times;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What a page shows of one person's part, or of one answer in it. Its text forms show no answer. */
sealed interface Shown {

    /** The answers. */
    record Open(Answers answers) implements Shown {}

    /** Erased: absent, and never blank. */
    record Gone(String on) implements Shown {}

    /** An alarm: it should open and does not. */
    record Broken() implements Shown {}

    /** One part of a submission. An alarm at it is logged, and spoils nothing else. */
    static Shown of(Part part, Openings openings) {
        try {
            return switch (part.in(openings)) {
                case Known<Answers>(Answers answers) -> new Open(answers);
                case Erased<Answers> erased -> new Gone(Times.day(erased.when()));
            };
        } catch (CannotBeOpenedException alarm) {
            LoggerFactory.getLogger(Shown.class)
                    .error("ALARM: key {} should open and does not: {}", alarm.keyId(), alarm.why());
            return new Broken();
        }
    }

    /**
     * One cell or line of a page.
     *
     * @param kind {@code text}, {@code blank}, {@code erased} or {@code alarm}
     * @param text the answer, or the day of the erasure
     */
    record Cell(String kind, String text) {
        static final Cell BLANK = new Cell("blank", "");

        @Override
        public String toString() {
            return "Cell[" + kind + "]";
        }
    }

    /** The answer to a question. */
    default Cell cell(Field field) {
        return switch (this) {
            case Open open -> answer(field, open.answers().values().getOrDefault(field.id(), List.of()));
            case Gone gone -> new Cell("erased", gone.on());
            case Broken _ -> new Cell("alarm", "");
        };
    }

    private static Cell answer(Field field, List<String> values) {
        if (values.isEmpty()) return Cell.BLANK;
        if (field.type() == FieldType.CHECKBOX) return new Cell("text", "Yes");
        if (field.type() == FieldType.DATE) return new Cell("text", date(values.getFirst()));
        return new Cell("text", String.join(", ", values));
    }

    private static String date(String kept) {
        try {
            return Times.day(LocalDate.parse(kept));
        } catch (DateTimeParseException e) {
            return kept;
        }
    }
}
