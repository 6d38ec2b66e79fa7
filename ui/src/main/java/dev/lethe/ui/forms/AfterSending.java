package dev.lethe.ui.forms;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.submissions.OwnCopies;
import dev.lethe.command.submissions.OwnCopies.Copy;
import dev.lethe.command.submissions.OwnCopies.Part;
import dev.lethe.command.submissions.Receipts;
import dev.lethe.command.submissions.Receipts.Receipt;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Published;
import dev.lethe.ui.web.RichText;
import dev.lethe.ui.web.Times;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** What a visitor is shown once a form was received: its reference, what happens with it, and a copy to keep. */
@Controller
class AfterSending {

    private final Forms forms;
    private final Receipts receipts;
    private final OwnCopies copies;
    private final MessageSource texts;

    AfterSending(Forms forms, Receipts receipts, OwnCopies copies, MessageSource texts) {
        this.forms = forms;
        this.receipts = receipts;
        this.copies = copies;
        this.texts = texts;
    }

    @GetMapping("/forms/{slug}/sent")
    String sent(@PathVariable String slug, @RequestParam(defaultValue = "") String receipt, Model model) {
        Published form = known(slug);
        Receipt opened = opened(receipt, form);
        if (opened == null) return "redirect:/forms/" + form.definition().slug();
        FormDefinition told = forms.version(opened.form()).orElse(form).definition();
        model.addAttribute("form", form.definition());
        model.addAttribute("thankYou", RichText.html(form.definition().thankYouText()));
        model.addAttribute("reference", opened.reference().orElse(null));
        LocalDate last = lastDay(opened, told, form.definition());
        model.addAttribute("deletedAfter", last == null ? null : Times.day(last));
        model.addAttribute(
                "sooner",
                Stream.of(told, form.definition())
                        .anyMatch(each -> !each.processing().byStatus().isEmpty()));
        model.addAttribute("receipt", opened.copy().isPresent() ? receipt : null);
        model.addAttribute("copyUntil", Times.time(opened.copyUntil()));
        return "forms/sent";
    }

    /**
     * A copy of what was sent. By POST, so that it stands in no history, and with the receipt that whoever sent it was
     * given.
     */
    @PostMapping("/forms/{slug}/copy")
    String copy(@PathVariable String slug, @RequestParam(defaultValue = "") String receipt, Model model) {
        Published form = known(slug);
        Receipt opened = opened(receipt, form);
        if (opened == null) return "redirect:/forms/" + form.definition().slug();
        Copy copy = opened.copy()
                .flatMap(submission -> copies.open(submission, opened.form()))
                .orElse(null);
        FormDefinition answered = forms.version(opened.form()).orElse(form).definition();
        model.addAttribute("form", answered);
        model.addAttribute("receipt", receipt);
        if (copy == null) return "forms/copy-ended";
        model.addAttribute("reference", copy.reference());
        model.addAttribute("receivedAt", Times.minute(copy.receivedAt()));
        model.addAttribute("parts", parts(copy, answered));
        return "forms/copy";
    }

    /** The last day on which it is surely still kept, of the shorter of what was told and what holds now; null for none. */
    private static @Nullable LocalDate lastDay(Receipt receipt, FormDefinition told, FormDefinition now) {
        return Stream.of(told, now)
                .map(form -> form.processing().retentionDays())
                .filter(Objects::nonNull)
                .min(Integer::compare)
                .map(days ->
                        receipt.receivedAt().atZone(Times.LONDON).toLocalDate().plusDays(days))
                .orElse(null);
    }

    /** An answer in a copy; its text form does not show it. */
    record Line(String label, String text) {
        @Override
        public String toString() {
            return "Line[" + label + "]";
        }
    }

    /**
     * One person's part of a copy.
     *
     * @param heading whom it is about; null in a form that asks about one person
     * @param gone when it was erased; null while it is there
     * @param restricted since when it is restricted; null while it is not
     * @param broken whether it should open and does not
     */
    record CopiedPart(
            @Nullable String heading,
            @Nullable String gone,
            @Nullable String restricted,
            boolean broken,
            List<Line> lines) {}

    private List<CopiedPart> parts(Copy copy, FormDefinition form) {
        List<CopiedPart> parts = new ArrayList<>();
        for (int person = 0; person < copy.parts().size(); person++) {
            int whose = person;
            List<Field> fields = form.fields().stream()
                    .filter(field -> field.person() == whose)
                    .toList();
            String heading = fields.isEmpty()
                    ? null
                    : Questions.about(form, fields.getFirst(), texts.getMessage("forms.about-you", null, Locale.UK));
            parts.add(
                    switch (copy.parts().get(person)) {
                        case Part.Gone(var when) -> new CopiedPart(heading, Times.day(when), null, false, List.of());
                        case Part.Restricted(var since) ->
                            new CopiedPart(heading, null, Times.day(since), false, List.of());
                        case Part.Broken() -> new CopiedPart(heading, null, null, true, List.of());
                        case Part.Held(var answers) ->
                            new CopiedPart(
                                    heading,
                                    null,
                                    null,
                                    false,
                                    fields.stream()
                                            .filter(field -> answers.values().containsKey(field.id()))
                                            .map(field -> new Line(
                                                    field.label(),
                                                    Said.of(
                                                            field,
                                                            answers.values().getOrDefault(field.id(), List.of()))))
                                            .toList());
                    });
        }
        return parts;
    }

    /** Null when it is no receipt, or one of another form. */
    private @Nullable Receipt opened(String receipt, Published form) {
        return receipts.open(receipt)
                .filter(opened -> opened.form().form().equals(form.version().form()))
                .orElse(null);
    }

    private Published known(String slug) {
        return forms.bySlug(slug).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
