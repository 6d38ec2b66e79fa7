package dev.lethe.ui.forms;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.submissions.Outcome;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.command.submissions.Outcome.AlreadyReceived;
import dev.lethe.command.submissions.Outcome.Changed;
import dev.lethe.command.submissions.Outcome.Closed;
import dev.lethe.command.submissions.Outcome.Invalid;
import dev.lethe.command.submissions.Outcome.NotStored;
import dev.lethe.command.submissions.Outcome.TokenRefused;
import dev.lethe.command.submissions.SubmissionIntake;
import dev.lethe.command.submissions.Uploads;
import dev.lethe.command.submissions.model.UploadedFile;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Published;
import dev.lethe.ui.forms.Gatekeeper.Signs;
import dev.lethe.ui.forms.Sending.Result;
import dev.lethe.ui.forms.Step.Notice;
import dev.lethe.ui.web.ApiProblem;
import dev.lethe.ui.web.LargeBodies.TooLargeException;
import dev.lethe.ui.web.NetworkAddress;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.MessageSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseBody;

/** The forms for programs: another site's page, or its server. What it takes and answers is described in {@code openapi.json}. */
@Controller
@ResponseBody
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class FormsApi {

    private final Forms forms;
    private final SubmissionIntake intake;
    private final Gatekeeper gatekeeper;
    private final Sending sending;
    private final Attachments attachments;
    private final Uploads uploads;
    private final MessageSource texts;
    private final String council;

    FormsApi(
            Forms forms,
            SubmissionIntake intake,
            Gatekeeper gatekeeper,
            Sending sending,
            Attachments attachments,
            Uploads uploads,
            MessageSource texts,
            @Value("${lethe.council.name:Lethe Council}") String council) {
        this.forms = forms;
        this.intake = intake;
        this.gatekeeper = gatekeeper;
        this.sending = sending;
        this.attachments = attachments;
        this.uploads = uploads;
        this.texts = texts;
        this.council = council;
    }

    record Listed(String slug, String title, String introduction) {}

    record All(List<Listed> forms) {}

    record Received(String reference, Instant receivedAt) {}

    record Unlike(
            String code,
            String message,
            String reference,
            Instant receivedAt,
            List<String> differing,
            String token,
            Work.@Nullable Challenge challenge) {}

    /** @param part the part of the answer to mend, empty for all of it */
    record ToMend(String field, String part, String code, String message) {}

    record Mend(String code, String message, List<ToMend> problems) {}

    /** @param upload to be sent as the answer */
    record Attached(String field, String upload, String name, String mediaType, long size) {}

    record AllAttached(List<Attached> files) {}

    record ToConfirm(String code, String message, String confirm) {}

    @GetMapping("/openapi.json")
    Resource description() {
        return new ClassPathResource("api/openapi.json");
    }

    @GetMapping("/forms")
    All open() {
        return new All(forms.open().stream()
                .map(Published::definition)
                .map(form -> new Listed(form.slug(), form.title(), form.introduction()))
                .toList());
    }

    @GetMapping("/forms/{slug}")
    ResponseEntity<?> form(@PathVariable String slug) {
        Optional<Published> form = forms.bySlug(slug);
        if (form.isEmpty()) return problem(HttpStatus.NOT_FOUND, "no-such-form");
        if (intake.closedSince(form.get().version().form()).isPresent()) return problem(HttpStatus.GONE, "closed");
        String token = intake.begin(form.get().version());
        FormDefinition definition = form.get().definition();
        return ResponseEntity.ok(FormDescription.of(
                form.get(),
                Statement.of(definition, council, texts),
                token,
                gatekeeper.challenge(definition.spamControl(), token, "").orElse(null)));
    }

    @PostMapping(path = "/forms/{slug}/submissions", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> send(@PathVariable String slug, HttpServletRequest request) throws IOException {
        Optional<Published> current = forms.bySlug(slug);
        if (current.isEmpty()) return problem(HttpStatus.NOT_FOUND, "no-such-form");
        FormId form = current.get().version().form();
        try {
            SentJson sent = SentJson.of(request.getInputStream().readAllBytes());
            Published shown =
                    intake.shown(form, sent.token()).flatMap(forms::version).orElse(current.get());
            Map<String, List<String>> typed = sent.typed(shown.definition());
            Signs signs = new Signs(sent.unseen(), sent.proof(), sent.confirm(), NetworkAddress.of(request));
            return answer(sending.send(current.get(), shown, sent.token(), typed, signs), shown, current.get());
        } catch (TooLargeException e) {
            return problem(HttpStatus.CONTENT_TOO_LARGE, "too-large");
        } catch (UnreadableException e) {
            return problem(HttpStatus.BAD_REQUEST, e.code(), e.arguments());
        }
    }

    /** Takes in a file for a question, to be sent along as its answer: first the token, then the file, named by the field. */
    @PostMapping(path = "/forms/{slug}/uploads", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    ResponseEntity<?> attach(@PathVariable String slug, HttpServletRequest request) {
        Optional<Published> current = forms.bySlug(slug);
        if (current.isEmpty()) return problem(HttpStatus.NOT_FOUND, "no-such-form");
        Optional<Duration> later = gatekeeper.later(NetworkAddress.of(request));
        if (later.isPresent()) return answer(new Result.Later(later.get()), current.get(), current.get());
        Visit visit = attachments.read(request, current.get());
        if (visit.notice() instanceof Notice.TooMuch) return problem(HttpStatus.CONTENT_TOO_LARGE, "too-large-files");
        if (visit.notice() != null) return problem(HttpStatus.BAD_REQUEST, "not-multipart");
        Published shown = intake.shown(current.get().version().form(), visit.token())
                .flatMap(forms::version)
                .orElse(current.get());
        List<Attached> attached = shown.definition().fields().stream()
                .filter(field -> field.type() == FieldType.FILE)
                .flatMap(field -> visit.typed().getOrDefault(field.id().value(), List.of()).stream()
                        .flatMap(token -> uploads.file(shown.version(), field.id(), token).stream()
                                .map(file -> new Attached(
                                        field.id().value(), token, file.name(), file.mediaType(), file.size()))))
                .toList();
        Optional<Outcome> refusal = intake.refusal(current.get().version().form(), visit.token());
        if (refusal.isPresent() || !visit.refused().isEmpty() || attached.isEmpty())
            uploads.discard(attached.stream()
                    .flatMap(one -> uploads.file(shown.version(), new FieldId(one.field()), one.upload()).stream())
                    .map(UploadedFile::id)
                    .toList());
        if (refusal.isPresent()) return answer(refusal.get(), shown, current.get());
        if (!visit.refused().isEmpty()) return answer(new Invalid(visit.refused()), shown, current.get());
        if (attached.isEmpty()) return problem(HttpStatus.BAD_REQUEST, "no-file");
        return ResponseEntity.status(HttpStatus.CREATED).body(new AllAttached(attached));
    }

    private ResponseEntity<?> answer(Result result, Published shown, Published current) {
        return switch (result) {
            case Result.Done(Outcome outcome) -> answer(outcome, shown, current);
            case Result.Confirm(String proof) ->
                ResponseEntity.status(HttpStatus.FORBIDDEN)
                        .body(new ToConfirm("confirm", text("outside.api.confirm"), proof));
            case Result.Later(Duration in) ->
                ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS)
                        .header(HttpHeaders.RETRY_AFTER, Long.toString(in.toSeconds() + 1))
                        .body(ApiProblem.of("too-many", texts));
        };
    }

    private ResponseEntity<?> answer(Outcome outcome, Published shown, Published current) {
        return switch (outcome) {
            case Accepted accepted ->
                ResponseEntity.status(HttpStatus.CREATED)
                        .body(new Received(accepted.reference(), accepted.receivedAt()));
            case AlreadyReceived earlier -> ResponseEntity.ok(new Received(earlier.reference(), earlier.receivedAt()));
            case Invalid invalid ->
                ResponseEntity.status(HttpStatus.UNPROCESSABLE_CONTENT)
                        .body(new Mend("invalid", text("outside.api.invalid"), toMend(invalid, shown.definition())));
            case Changed changed -> {
                String token = intake.begin(shown.version());
                yield ResponseEntity.status(HttpStatus.CONFLICT)
                        .body(new Unlike(
                                "changed",
                                text("outside.api.changed"),
                                changed.reference(),
                                changed.receivedAt(),
                                changed.differing().stream()
                                        .map(FieldId::value)
                                        .sorted()
                                        .toList(),
                                token,
                                gatekeeper
                                        .challenge(current.definition().spamControl(), token, "")
                                        .orElse(null)));
            }
            case TokenRefused refused ->
                problem(
                        HttpStatus.FORBIDDEN,
                        switch (refused.reason()) {
                            case NOT_OURS, OTHER_FORM -> "token-unknown";
                            case EXPIRED -> "token-expired";
                        });
            case Closed _ -> problem(HttpStatus.GONE, "closed");
            case NotStored _ -> problem(HttpStatus.SERVICE_UNAVAILABLE, "not-stored");
        };
    }

    private List<ToMend> toMend(Invalid invalid, FormDefinition form) {
        Map<FieldId, String> labels = form.fields().stream().collect(Collectors.toMap(Field::id, Field::label));
        return invalid.problems().entrySet().stream()
                .map(problem -> new ToMend(
                        problem.getKey().value(),
                        problem.getValue().part(),
                        problem.getValue().key().substring("problem.".length()),
                        text(
                                problem.getValue().key(),
                                problem.getValue().arguments(labels.getOrDefault(problem.getKey(), "")))))
                .toList();
    }

    private ResponseEntity<ApiProblem> problem(HttpStatus status, String code, Object... arguments) {
        return ResponseEntity.status(status).body(ApiProblem.of(code, texts, arguments));
    }

    private String text(String key, Object... arguments) {
        return texts.getMessage(key, arguments, Locale.UK);
    }
}
