package dev.lethe.ui.forms;

import dev.lethe.command.forms.model.DataClass;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.LawfulBasis;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Published;
import dev.lethe.ui.web.Times;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * The register of processing (UK GDPR, Article 30), made from what visitors are shown: whoever publishes a form has written
 * its entry.
 */
@Controller
class Register {

    private final Forms forms;
    private final FormTexts texts;
    private final Clock clock;

    Register(Forms forms, FormTexts texts, Clock clock) {
        this.forms = forms;
        this.texts = texts;
        this.clock = clock;
    }

    /**
     * The processing that one form does.
     *
     * @param data what is asked for, by its class
     */
    record Entry(
            String title,
            String slug,
            int version,
            boolean open,
            String purpose,
            String basis,
            List<Category> data,
            List<String> people,
            String seenBy,
            String retention,
            List<String> sites) {}

    /** Questions whose answers are of one class. */
    record Category(String name, String questions) {}

    @GetMapping("/staff/register")
    String register(Model model) {
        model.addAttribute("entries", forms.inUse().stream().map(this::entry).toList());
        model.addAttribute("today", Times.day(clock.instant()));
        return "forms/register";
    }

    private Entry entry(Published published) {
        FormDefinition form = published.definition();
        LawfulBasis basis = form.processing().lawfulBasis();
        return new Entry(
                form.title(),
                form.slug(),
                published.version().version(),
                published.open(),
                form.processing().purpose(),
                basis == null ? "" : texts.text("forms.basis." + basis.name()),
                data(form),
                people(form),
                form.processing().seenBy(),
                texts.kept(form.processing()),
                form.sites());
    }

    /** Forms of before there were classes asked for personal data, as far as anybody knows. */
    private List<Category> data(FormDefinition form) {
        List<Category> data = new ArrayList<>();
        for (DataClass each : List.of(DataClass.SPECIAL_CATEGORY, DataClass.PERSONAL, DataClass.NOT_PERSONAL)) {
            List<Field> fields = form.fields().stream()
                    .filter(field -> (field.handling().dataClass() == null
                                    ? DataClass.PERSONAL
                                    : field.handling().dataClass())
                            == each)
                    .toList();
            if (!fields.isEmpty())
                data.add(new Category(
                        texts.text("forms.data-class." + each.name()),
                        fields.stream().map(Field::label).collect(Collectors.joining("; "))));
        }
        return data;
    }

    private List<String> people(FormDefinition form) {
        return form.fields().stream()
                .map(field -> texts.person(field, form))
                .distinct()
                .toList();
    }
}
