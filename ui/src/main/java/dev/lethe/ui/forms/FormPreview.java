package dev.lethe.ui.forms;

import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.ui.web.RichText;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** A draft as visitors will see it, page by page. All questions are shown, asked only after some answers or not. */
@Controller
class FormPreview {

    private final Drafts drafts;
    private final FormTexts texts;

    FormPreview(Drafts drafts, FormTexts texts) {
        this.drafts = drafts;
        this.texts = texts;
    }

    /** What a page of a form is for. */
    enum Kind {
        /** All questions, and the statement before the button that sends. */
        WHOLE,
        /** What the form is for, before the first of many pages. */
        START,
        QUESTION,
        CHECK,
        SENT
    }

    /**
     * A question as its answer is checked.
     *
     * @param text what stands for an answer that nobody has given
     */
    record Checked(String label, String text) {}

    @GetMapping("/staff/forms/{form}/preview")
    String preview(@PathVariable FormId form, @RequestParam(defaultValue = "1") int page, Model model) {
        FormDefinition draft = drafts.find(form).draft();
        List<Question> questions = Questions.of(draft, Map.of(), texts.text("forms.about-you"));
        List<Question> shown = questions.stream()
                .filter(question -> question.type() != FieldType.HIDDEN)
                .toList();
        boolean paged = draft.layout() == Layout.PAGE_PER_QUESTION;
        boolean checked = draft.layout() != Layout.ONE_PAGE;
        int last = 1 + (paged ? shown.size() : 0) + (checked ? 1 : 0) + 1;
        int at = Math.clamp(page, 1, last);
        Kind kind = at == last
                ? Kind.SENT
                : checked && at == last - 1 ? Kind.CHECK : !paged ? Kind.WHOLE : at == 1 ? Kind.START : Kind.QUESTION;
        model.addAttribute("id", form);
        model.addAttribute("form", draft);
        model.addAttribute("kept", texts.kept(draft.processing()));
        model.addAttribute("page", at);
        model.addAttribute("pages", last);
        model.addAttribute("kind", kind.name());
        model.addAttribute("questions", kind == Kind.QUESTION ? List.of(shown.get(at - 2)) : questions);
        model.addAttribute("thanks", RichText.html(draft.thankYouText()));
        model.addAttribute(
                "answers",
                shown.stream()
                        .map(question -> new Checked(question.label(), texts.text("forms.preview.answer")))
                        .toList());
        model.addAttribute("condition", kind == Kind.QUESTION ? condition(draft, shown.get(at - 2)) : "");
        return "forms/preview";
    }

    private String condition(FormDefinition draft, Question question) {
        int at = FormEditor.indexOf(draft.fields(), question.name());
        return texts.question(draft.fields().get(at), draft).stream()
                .filter(part -> part.id().equals("conditions"))
                .map(FormTexts.Part::text)
                .findFirst()
                .orElse("");
    }
}
