package dev.lethe.ui.submissions;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.Note;
import dev.lethe.command.submissions.model.UploadedFile;
import dev.lethe.query.submissions.AnswerText;
import dev.lethe.query.submissions.NoteRow;
import dev.lethe.query.submissions.Part;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.Opened.Erased;
import dev.lethe.shredding.Opened.Known;
import dev.lethe.shredding.Opened.Restricted;
import dev.lethe.shredding.Openings;
import dev.lethe.ui.web.Times;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What a page shows of one person's part, or of one answer in it. Its text forms show no answer. */
sealed interface Shown {

    /** The answers. */
    record Open(Answers answers) implements Shown {}

    /**
     * Erased: absent, and never blank.
     *
     * @param on the day
     * @param ground the code of the ground
     */
    record Gone(String on, String ground) implements Shown {

        /** How it is shown: what went because its time was over was not erased for anybody. */
        Cell cell() {
            boolean timeOver = ground.equals(ErasureGround.RETENTION.code().code());
            return new Cell(timeOver ? "deleted" : "erased", on);
        }
    }

    /**
     * Its processing is restricted: it is there, and not for whoever reads here.
     *
     * @param since the day
     */
    record Withheld(String since) implements Shown {
        Cell cell() {
            return new Cell("restricted", since);
        }
    }

    /** An alarm: it should open and does not. */
    record Broken() implements Shown {}

    /** One part of a submission. An alarm at it is logged, and spoils nothing else. */
    static Shown of(Part part, Openings openings) {
        try {
            return switch (part.in(openings)) {
                case Known<Answers>(Answers answers) -> new Open(answers);
                case Erased<Answers> erased ->
                    new Gone(Times.day(erased.when()), erased.ground().code());
                case Restricted<Answers> restricted -> new Withheld(Times.day(restricted.since()));
            };
        } catch (CannotBeOpenedException alarm) {
            log(alarm);
            return new Broken();
        }
    }

    /**
     * One cell or line of a page.
     *
     * @param kind {@code text}, {@code file}, {@code blank}, {@code unasked}, {@code erased}, {@code deleted},
     *     {@code restricted} or {@code alarm}
     * @param text the answer, or the day of the erasure, deletion or restriction
     * @param file the id of the file, when it is one
     */
    record Cell(String kind, String text, @Nullable UUID file) {
        static final Cell BLANK = new Cell("blank", "");

        /** The version that was answered did not ask. */
        static final Cell UNASKED = new Cell("unasked", "");

        Cell(String kind, String text) {
            this(kind, text, null);
        }

        @Override
        public String toString() {
            return "Cell[" + kind + "]";
        }
    }

    /** What a page shows of a note. */
    static Cell cell(NoteRow note, Openings openings) {
        try {
            return switch (note.in(openings)) {
                case Known<Note>(Note known) -> new Cell("text", known.text());
                case Erased<Note> erased -> new Cell("erased", Times.day(erased.when()));
                case Restricted<Note> restricted -> new Cell("restricted", Times.day(restricted.since()));
            };
        } catch (CannotBeOpenedException alarm) {
            log(alarm);
            return new Cell("alarm", "");
        }
    }

    private static void log(CannotBeOpenedException alarm) {
        LoggerFactory.getLogger(Shown.class)
                .error("ALARM: key {} should open and does not: {}", alarm.keyId(), alarm.why());
    }

    /** The answer to a question. */
    default Cell cell(Field field) {
        return switch (this) {
            case Open open -> answer(field, open.answers().values().getOrDefault(field.id(), List.of()));
            case Gone gone -> gone.cell();
            case Withheld withheld -> withheld.cell();
            case Broken _ -> new Cell("alarm", "");
        };
    }

    private static Cell answer(Field field, List<String> values) {
        if (values.isEmpty()) return Cell.BLANK;
        return field.type() == FieldType.FILE ? file(field, values) : new Cell("text", AnswerText.of(field, values));
    }

    private static Cell file(Field field, List<String> values) {
        try {
            UploadedFile file = UploadedFile.of(values);
            return new Cell("file", AnswerText.of(file), file.id());
        } catch (IllegalArgumentException e) {
            return new Cell("text", AnswerText.of(field, values)); // a question that once took text
        }
    }
}
