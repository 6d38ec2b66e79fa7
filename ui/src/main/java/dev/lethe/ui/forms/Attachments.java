package dev.lethe.ui.forms;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.submissions.Outcome;
import dev.lethe.command.submissions.Problem;
import dev.lethe.command.submissions.SubmissionIntake;
import dev.lethe.command.submissions.Upload;
import dev.lethe.command.submissions.Uploads;
import dev.lethe.command.submissions.model.UploadedFile;
import dev.lethe.query.forms.Forms.Published;
import dev.lethe.ui.forms.Step.Notice;
import dev.lethe.ui.web.LargeBodies;
import dev.lethe.ui.web.NetworkAddress;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.jakarta.servlet6.JakartaServletFileUpload;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads what a page with files posts, as a stream, each file straight into its seal. What was read before something went wrong
 * is kept. A file is taken only after the token of a page of this form, as a page sends it: what comes without one is read over.
 */
@Component
class Attachments {

    /** How much one page can send, files and all, in MiB. */
    static final int MOST_MEGABYTES = 120;

    private static final long MEGABYTE = 1024L * 1024;
    /** Of all texts together, as for pages without files. */
    private static final long MOST_TEXT = 8 * MEGABYTE;
    /** Of a text, in bytes. */
    private static final int PIECE = 8 * 1024;
    /** As many as a form can have inputs, with room. */
    private static final int MOST_PARTS = 5_000;
    /** Of what stands before a part, in bytes: 255 characters of a file's name, each of four bytes and each encoded. */
    private static final int MOST_HEADER = 4 * 1024;
    /** What is too much is read on for so long, or the browser would show its own error in place of our page. */
    private static final long MOST_IGNORED = 200 * MEGABYTE;

    private final RecentForms forms;
    private final SubmissionIntake intake;
    private final Uploads uploads;
    private final Gatekeeper gatekeeper;

    Attachments(RecentForms forms, SubmissionIntake intake, Uploads uploads, Gatekeeper gatekeeper) {
        this.forms = forms;
        this.intake = intake;
        this.uploads = uploads;
        this.gatekeeper = gatekeeper;
    }

    /**
     * What came with a page.
     *
     * @param current the form as visitors see it now
     */
    Visit read(HttpServletRequest request, Published current) {
        Counted counted = new Counted(request, gatekeeper);
        Reading reading = new Reading(current, counted);
        Notice notice = null;
        try {
            reading.all();
            if (counted.isTooMuch()) notice = new Notice.TooMuch();
            else if (reading.isNothing()) notice = new Notice.Unreadable();
        } catch (TooMuch e) {
            notice = new Notice.TooMuch();
            counted.ignoreTheRest();
        } catch (IOException e) {
            // Garbled, or broken off; then nobody sees the page.
            notice = new Notice.Unreadable();
            counted.ignoreTheRest();
        } finally {
            counted.end();
        }
        return reading.visit(notice);
    }

    /** More than a page can send. No stack: it is an outcome. */
    private static final class TooMuch extends IOException {
        TooMuch() {
            super("More than a page can send");
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** More than may come from there lately. No stack: it is an outcome. */
    private static final class Unwelcome extends IOException {

        private final transient Duration in;

        Unwelcome(Duration in) {
            super("More than may come from there");
            this.in = in;
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** A file that was stored for a field, as the field was then. */
    private record Taken(Field field, UploadedFile file) {}

    private final class Reading {

        private final Published current;
        private final Counted request;
        private final Map<String, List<String>> texts = new LinkedHashMap<>();
        private final Map<FieldId, Taken> taken = new LinkedHashMap<>();
        private final Map<FieldId, Problem> refused = new LinkedHashMap<>();
        private long length;

        Reading(Published current, Counted request) {
            this.current = current;
            this.request = request;
        }

        void all() throws IOException {
            JakartaServletFileUpload<?, ?> parser = new JakartaServletFileUpload<>();
            parser.setMaxPartHeaderSize(MOST_HEADER);
            parser.setHeaderCharset(StandardCharsets.UTF_8);
            FileItemInputIterator parts = parser.getItemIterator(request);
            for (int count = 1; parts.hasNext(); count++) {
                if (count > MOST_PARTS) throw new TooMuch();
                FileItemInput part = parts.next();
                String name = part.getFieldName();
                if (name == null) continue;
                if (part.isFormField()) text(name, part);
                else file(name, part);
            }
        }

        /** Whether no part was found, since what separates them is not what was announced. */
        boolean isNothing() {
            return texts.isEmpty() && taken.isEmpty() && refused.isEmpty();
        }

        private void text(String name, FileItemInput part) throws IOException {
            try (InputStream in = part.getInputStream()) {
                hold(name.length());
                ByteArrayOutputStream text = new ByteArrayOutputStream();
                byte[] some = new byte[PIECE];
                for (int more; (more = in.read(some)) >= 0; text.write(some, 0, more)) hold(more);
                add(name, text.toString(StandardCharsets.UTF_8));
            }
        }

        /** Before it is held: many requests that come slowly must not hold what they never claimed. */
        private void hold(int more) throws TooMuch {
            length += more;
            if (length > MOST_TEXT || !LargeBodies.mayHold(request, more)) throw new TooMuch();
        }

        private void add(String name, String text) {
            texts.computeIfAbsent(name, _ -> new ArrayList<>()).add(text);
        }

        private void file(String name, FileItemInput part) throws IOException {
            String called = called(part);
            Field field = shown().orElse(current).definition().fields().stream()
                    .filter(each -> each.id().value().equals(name) && each.type() == FieldType.FILE)
                    .findFirst()
                    .orElse(null);
            try (PushbackInputStream in = new PushbackInputStream(part.getInputStream())) {
                int first = in.read();
                // A file input that was left alone sends this.
                if (first < 0 && called.isEmpty()) return;
                if (first >= 0) in.unread(first);
                if (field != null) take(field, called, in);
                // What is no answer to anything is said to be that, unless it is empty.
                else if (first >= 0) add(name, "file");
            }
        }

        private void take(Field field, String called, InputStream in) throws IOException {
            if (request.isTooMuch()) return; // it is said at the page
            if (taken.containsKey(field.id()) || refused.containsKey(field.id())) {
                refused.put(field.id(), Problem.onlyOne());
                return;
            }
            if (!mayWait()) {
                refused.put(field.id(), Problem.fileNotStored());
                return;
            }
            Optional<Duration> later = gatekeeper.attaching(request.address);
            if (later.isPresent()) {
                refused.put(field.id(), Problem.fileLater(later.get()));
                return;
            }
            try {
                switch (uploads.receive(field, called, request.whileWelcome(in))) {
                    case Upload.Stored(UploadedFile file) -> taken.put(field.id(), new Taken(field, file));
                    case Upload.Refused(Problem problem) -> refused.put(field.id(), problem);
                }
            } catch (Unwelcome e) {
                refused.put(field.id(), Problem.fileLater(e.in));
            }
        }

        private static String called(FileItemInput part) {
            try {
                String name = part.getName();
                return name == null ? "" : name;
            } catch (InvalidPathException e) {
                return "file";
            }
        }

        /** The version that is filled in, as soon as the page has said which. */
        private Optional<Published> shown() {
            List<String> token = texts.getOrDefault(Visit.TOKEN, List.of());
            return token.isEmpty()
                    ? Optional.empty()
                    : intake.shown(current.version().form(), token.getFirst()).flatMap(forms::version);
        }

        Visit visit(@Nullable Notice notice) {
            Published shown = shown().orElse(current);
            taken.forEach((id, one) -> attach(shown, id, one));
            return Visit.of(texts, refused, notice);
        }

        /** Or anybody could have files kept, without a page of a form that can still be sent. */
        private boolean mayWait() {
            String token = texts.getOrDefault(Visit.TOKEN, List.of("")).getFirst();
            return shown().isPresent()
                    && !(intake.refusal(current.version().form(), token).orElse(null) instanceof Outcome.Closed);
        }

        private void attach(Published shown, FieldId id, Taken one) {
            boolean asked = shown.definition().fields().stream()
                    .anyMatch(field -> field.id().equals(id)
                            && field.type() == FieldType.FILE
                            && field.limits().equals(one.field().limits()));
            if (!asked) {
                uploads.discard(List.of(one.file().id()));
                return;
            }
            // It takes the place of one that was attached before.
            for (String before : texts.getOrDefault(id.value(), List.of()))
                uploads.file(shown.version(), id, before)
                        .ifPresent(replaced -> uploads.discard(List.of(replaced.id())));
            texts.put(id.value(), List.of(uploads.token(shown.version(), id, one.file())));
        }
    }

    /** A request that is counted as it is read, against where it comes from, and not read without end. */
    private static final class Counted extends HttpServletRequestWrapper {

        /** Counted at a time, in bytes. */
        private static final int STEP = 64 * 1024;

        private final ServletInputStream body;
        private final Gatekeeper gatekeeper;
        private final NetworkAddress address;
        private long read;
        private long counted;
        private Optional<Duration> later = Optional.empty();

        Counted(HttpServletRequest request, Gatekeeper gatekeeper) {
            super(request);
            this.gatekeeper = gatekeeper;
            this.address = NetworkAddress.of(request);
            try {
                this.body = LargeBodies.unheld(request);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public ServletInputStream getInputStream() {
            return new ServletInputStream() {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] bytes, int from, int most) throws IOException {
                    int some = body.read(bytes, from, most);
                    if (some > 0) count(some);
                    if (read > MOST_MEGABYTES * MEGABYTE + MOST_IGNORED) throw new TooMuch();
                    return some;
                }

                @Override
                public boolean isFinished() {
                    return body.isFinished();
                }

                @Override
                public boolean isReady() {
                    return body.isReady();
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    body.setReadListener(listener);
                }
            };
        }

        private void count(int more) {
            read += more;
            if (read - counted >= STEP) count();
        }

        private void count() {
            later = gatekeeper.arrived(address, (int) ((read - counted) / 1024));
            counted = read;
        }

        /** Counts the last of it. */
        void end() {
            count();
        }

        /** A file of it, which fails once more came from there than may. */
        InputStream whileWelcome(InputStream file) {
            return new FilterInputStream(file) {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] bytes, int from, int most) throws IOException {
                    if (later.isPresent()) throw new Unwelcome(later.get());
                    return in.read(bytes, from, most);
                }
            };
        }

        /** Whether it has more than a page can send: what else comes is read for the texts in it. */
        boolean isTooMuch() {
            return read > MOST_MEGABYTES * MEGABYTE;
        }

        @SuppressWarnings("EmptyCatch") // whoever went away is not waiting for a page
        void ignoreTheRest() {
            byte[] bytes = new byte[64 * 1024];
            try {
                while (read < MOST_MEGABYTES * MEGABYTE + MOST_IGNORED) {
                    int some = body.read(bytes);
                    if (some < 0) return;
                    count(some);
                }
            } catch (IOException e) {
            }
        }
    }
}
