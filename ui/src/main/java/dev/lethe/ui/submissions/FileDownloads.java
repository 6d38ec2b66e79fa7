package dev.lethe.ui.submissions;

import dev.lethe.command.audit.Looks;
import dev.lethe.command.audit.model.Occasion;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.submissions.Files;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.command.submissions.model.UploadedFile;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.submissions.Part;
import dev.lethe.query.submissions.SubmissionRow;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Opened.Erased;
import dev.lethe.shredding.Opened.Known;
import dev.lethe.shredding.Opened.Restricted;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.Unsealing;
import dev.lethe.ui.accounts.StaffMember;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.ResponseStatusException;

/** Hands files of submissions to those who may read them: always to be saved, never to be shown within our site. */
@Controller
class FileDownloads {

    /** Should a browser show it all the same: without scripts, forms or an origin of its own. */
    private static final String POLICY = "sandbox; default-src 'none'";

    /** After so many bytes it is asked again whether the file may still be read: as often as it is read from the database. */
    private static final int BETWEEN = 256 * 1024;

    private static final Logger log = LoggerFactory.getLogger(FileDownloads.class);

    private final Forms forms;
    private final ReadingRights rights;
    private final Submissions submissions;
    private final Files files;
    private final Looks looks;
    private final Unsealing vault;

    FileDownloads(
            Forms forms, ReadingRights rights, Submissions submissions, Files files, Looks looks, Unsealing vault) {
        this.forms = forms;
        this.rights = rights;
        this.submissions = submissions;
        this.files = files;
        this.looks = looks;
        this.vault = vault;
    }

    /** A file among the answers. Its text form shows no name. */
    private record Found(FieldId field, Part.Held part, UploadedFile file) {}

    /** Breaks an answer off that has begun. Nothing is wrong: no browser takes what it has of the file for the whole. */
    private static final class WithdrawnException extends IOException {
        WithdrawnException() {
            super("A file was erased or restricted while it was handed out");
        }
    }

    @GetMapping("/staff/submissions/{submission}/files/{file}")
    void download(
            @PathVariable SubmissionId submission,
            @PathVariable UUID file,
            @AuthenticationPrincipal StaffMember reader,
            HttpServletResponse response)
            throws IOException {
        SubmissionRow row = submissions.byId(submission).orElseThrow(FileDownloads::notFound);
        if (!rights.allow(row, reader)) throw new ResponseStatusException(HttpStatus.FORBIDDEN);
        FormDefinition form =
                forms.version(row.form()).orElseThrow(FileDownloads::notFound).definition();
        try {
            looks.record(reader.account(), Occasion.FILE, List.of(submission.value()));
        } catch (RuntimeException failure) {
            log.error("A look at a file could not be recorded, so it is not handed out", failure);
            throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE);
        }
        Found found = found(row, form, file).orElseThrow(FileDownloads::notFound);
        try {
            switch (files.open(submission, found.field(), found.part().keyId(), found.file())) {
                case Known<InputStream>(InputStream content) -> send(content, found, response);
                case Erased<InputStream> _, Restricted<InputStream> _ -> throw notFound();
            }
        } catch (WithdrawnException withdrawn) {
            log.info("File {} was erased or restricted while it was handed out, which broke off", file);
            throw withdrawn;
        } catch (CannotBeOpenedException alarm) {
            // Soon after an erasure its rows are tidied away: cut, and yet nobody tampered with it.
            if (since(found) instanceof Erased) {
                log.info("File {} was erased and tidied away while it was handed out, which broke off", file);
                if (response.isCommitted()) throw new WithdrawnException();
                throw notFound();
            }
            // What was sent of it lacks the length that was promised: no browser takes it for the whole.
            log.error("ALARM: key {} should open a file and does not: {}", alarm.keyId(), alarm.why());
            throw alarm;
        }
    }

    private Optional<Found> found(SubmissionRow row, FormDefinition form, UUID file) {
        Openings opened = vault.openAll(row.sealed().toList());
        for (Part part : row.parts()) {
            if (!(part instanceof Part.Held held) || !(held.in(opened) instanceof Known<Answers>(Answers answers)))
                continue;
            for (Field field : form.fields()) {
                if (field.type() != FieldType.FILE || field.person() != part.person()) continue;
                List<String> answer = answers.values().getOrDefault(field.id(), List.of());
                if (answer.isEmpty()) continue;
                UploadedFile uploaded = UploadedFile.of(answer);
                if (uploaded.id().equals(file)) return Optional.of(new Found(field.id(), held, uploaded));
            }
        }
        return Optional.empty();
    }

    /** What became of the answers that name it, whose key is the file's; null when it is broken, and the alarm stays one. */
    private @Nullable Opened<Answers> since(Found found) {
        try {
            return vault.open(found.part().answers());
        } catch (CannotBeOpenedException _) {
            return null;
        }
    }

    private void send(InputStream content, Found found, HttpServletResponse response) throws IOException {
        UploadedFile file = found.file();
        response.setContentType(file.mediaType());
        response.setContentLengthLong(file.size());
        response.setHeader(
                "Content-Disposition",
                ContentDisposition.attachment()
                        .filename(file.name(), StandardCharsets.UTF_8)
                        .build()
                        .toString());
        response.setHeader("Content-Security-Policy", POLICY);
        byte[] some = new byte[64 * 1024];
        // Closing it would end an answer that broke off as if it were whole.
        OutputStream out = response.getOutputStream();
        try (content) {
            int since = 0;
            for (int read = content.read(some); read >= 0; read = content.read(some)) {
                since += read;
                // The open stream has the file's key, whatever became of it in the vault.
                if (since > BETWEEN) {
                    Opened<Answers> now = since(found);
                    if (now instanceof Erased || now instanceof Restricted) throw new WithdrawnException();
                    since = 0;
                }
                out.write(some, 0, read);
            }
        } finally {
            Arrays.fill(some, (byte) 0);
        }
    }

    private static ResponseStatusException notFound() {
        return new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
}
