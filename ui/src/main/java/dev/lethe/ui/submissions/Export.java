package dev.lethe.ui.submissions;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.RecordedSubmissions;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.command.submissions.model.UploadedFile;
import dev.lethe.query.submissions.NoteRow;
import dev.lethe.query.submissions.Part;
import dev.lethe.query.submissions.SubmissionSnapshot;
import dev.lethe.query.submissions.SubmissionSnapshot.Whole;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.Sealed;
import dev.lethe.shredding.Unsealing;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the submissions of a snapshot into a file: one thread reads and opens the next thousand while another writes the
 * last. It holds no more than four of those, however many there are.
 */
final class Export {

    private static final DateTimeFormatter NOTED = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'");

    /**
     * How our own words go.
     *
     * @param status a status
     * @param gone what stands in place of what was erased or deleted, or is restricted
     * @param broken what stands in place of what should open and does not
     */
    record Words(Function<SubmissionStatus, String> status, Function<Shown.Cell, String> gone, String broken) {}

    private final ExportColumns columns;
    private final boolean forms;
    private final boolean notes;
    private final Words words;
    private final RecordedSubmissions recorded;

    /**
     * @param forms whether a column names the form
     * @param notes whether the last column holds what staff wrote
     */
    Export(ExportColumns columns, boolean forms, boolean notes, Words words, RecordedSubmissions recorded) {
        this.columns = columns;
        this.forms = forms;
        this.notes = notes;
        this.words = words;
        this.recorded = recorded;
    }

    private sealed interface Step {
        record Some(List<Whole> submissions, Openings openings) implements Step {}

        record End() implements Step {}

        record Failure(Throwable cause) implements Step {}
    }

    /** Makes the file, once it is known that there is something to write into it. */
    @FunctionalInterface
    interface Opening {
        ExportFile open() throws IOException;
    }

    /**
     * Writes all of it, or throws: the file is then not finished.
     *
     * @param opening called when the first of the submissions are opened, so that a failure before leaves no file behind
     * @throws IOException when the file cannot be written to
     * @throws IllegalStateException when the submissions cannot be read or opened
     */
    void write(SubmissionSnapshot snapshot, Unsealing vault, Opening opening) throws IOException {
        BlockingQueue<Step> opened = new ArrayBlockingQueue<>(2);
        Thread opener = Thread.ofPlatform().name("export").daemon().start(() -> open(snapshot, vault, opened));
        try {
            Step step = opened.take();
            if (step instanceof Step.Failure(Throwable cause)) throw failed(cause);
            ExportFile file = opening.open();
            while (!(step instanceof Step.End)) {
                switch (step) {
                    case Step.Some(List<Whole> some, Openings openings) -> {
                        for (Whole each : some) write(each, openings, file);
                    }
                    case Step.Failure(Throwable cause) -> throw failed(cause);
                    case Step.End _ -> {}
                }
                step = opened.take();
            }
            file.finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        } finally {
            stop(opener);
        }
    }

    /** What a row says of its form decides who reads it. */
    private void requireAsSent(List<Whole> some) {
        Map<SubmissionId, FormId> sent =
                recorded.formsOf(some.stream().map(whole -> whole.row().id()).toList());
        for (Whole each : some)
            if (!each.row().form().form().equals(sent.get(each.row().id())))
                throw new IllegalStateException(
                        "ALARM: the row of submission " + each.row().id()
                                + " does not name the form with which its event says that it was sent: nothing more is exported");
    }

    private static IllegalStateException failed(Throwable cause) {
        return new IllegalStateException("The export broke off", cause);
    }

    private void open(SubmissionSnapshot snapshot, Unsealing vault, BlockingQueue<Step> opened) {
        try {
            try {
                snapshot.each(notes, some -> {
                    requireAsSent(some);
                    List<? extends Sealed<?>> sealed =
                            some.stream().flatMap(Whole::sealed).toList();
                    opened.put(new Step.Some(some, vault.openAll(sealed)));
                });
                opened.put(new Step.End());
            } catch (RuntimeException | Error e) {
                opened.put(new Step.Failure(e));
            }
        } catch (InterruptedException _) {
            // nobody writes any more
        }
    }

    /** The snapshot is free once its thread has ended. */
    private static void stop(Thread opener) {
        boolean interrupted = false;
        while (opener.isAlive()) {
            opener.interrupt();
            try {
                opener.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private void write(Whole whole, Openings openings, ExportFile file) throws IOException {
        var row = whole.row();
        @Nullable Field[] asked = columns.asked(row.form());
        List<String> cells = new ArrayList<>(asked.length + 4);
        if (forms) cells.add(columns.title(row.form().form()));
        cells.add(words.status.apply(row.status()));
        cells.add(String.valueOf(row.form().version()));
        List<Shown> parts = new ArrayList<>(row.parts().size());
        for (Part part : row.parts()) parts.add(Shown.of(part, openings));
        for (Field field : asked)
            cells.add(field == null || field.person() >= parts.size() ? "" : cell(parts.get(field.person()), field));
        if (notes)
            cells.add(whole.notes().stream().map(note -> note(note, openings)).collect(Collectors.joining("\n")));
        file.row(row.reference(), row.receivedAt(), cells);
    }

    private String cell(Shown part, Field field) {
        return switch (part) {
            case Shown.Open(Answers answers) ->
                answer(field.type(), answers.values().getOrDefault(field.id(), List.of()));
            case Shown.Gone gone -> words.gone.apply(gone.cell());
            case Shown.Withheld withheld -> words.gone.apply(withheld.cell());
            case Shown.Broken _ -> words.broken;
        };
    }

    /** As it is kept, for a program to read: a day is written 2026-03-01. */
    private static String answer(FieldType type, List<String> values) {
        if (values.isEmpty()) return "";
        return switch (type) {
            case CHECKBOX -> "Yes";
            case ADDRESS -> values.stream().filter(line -> !line.isBlank()).collect(Collectors.joining(", "));
            case FILE -> file(values);
            case SINGLE_LINE,
                    MULTI_LINE,
                    EMAIL,
                    TELEPHONE,
                    URL,
                    NUMBER,
                    DATE,
                    CHECKBOXES,
                    DROPDOWN,
                    RADIOS,
                    DATE_TIME,
                    POSTCODE,
                    HIDDEN -> String.join(", ", values);
        };
    }

    private static String file(List<String> values) {
        try {
            return UploadedFile.of(values).name();
        } catch (IllegalArgumentException e) {
            return String.join(", ", values); // a question that once took text
        }
    }

    private String note(NoteRow note, Openings openings) {
        return NOTED.format(note.writtenAt().atOffset(ZoneOffset.UTC)) + ": " + noted(note, openings);
    }

    private String noted(NoteRow note, Openings openings) {
        Shown.Cell cell = Shown.cell(note, openings);
        return switch (cell.kind()) {
            case "erased", "deleted", "restricted" -> words.gone.apply(cell);
            case "alarm" -> words.broken;
            default -> cell.text();
        };
    }
}
