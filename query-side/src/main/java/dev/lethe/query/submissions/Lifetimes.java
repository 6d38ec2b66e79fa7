package dev.lethe.query.submissions;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.Processing;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Published;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** How long submissions live, by what their forms said and say. */
@Component
class Lifetimes {

    private final Forms forms;

    Lifetimes(Forms forms) {
        this.forms = forms;
    }

    OfForms of(Set<FormId> asked) {
        Map<FormVersion, Published> versions = new HashMap<>();
        Map<FormId, Published> current = new HashMap<>();
        for (Published each : forms.versionsOf(asked)) {
            versions.put(each.version(), each);
            if (each.current()) current.put(each.version().form(), each);
        }
        return new OfForms(versions, current);
    }

    /** What is known of some forms. */
    record OfForms(Map<FormVersion, Published> versions, Map<FormId, Published> current) {

        /** Empty for a version that is not among the forms: nothing says that it may go. */
        Optional<Lifetime> lifetime(FormVersion version) {
            Published told = versions.get(version);
            return told == null
                    ? Optional.empty()
                    : now(version.form())
                            .map(now -> new Lifetime(told.definition().processing(), now));
        }

        /** What a form says now; empty for one that is not among the forms. */
        Optional<Processing> now(FormId form) {
            return Optional.ofNullable(current.get(form))
                    .map(each -> each.definition().processing());
        }

        /** What visitors see; for one that is not among the forms, its id. */
        String title(FormId form) {
            Published now = current.get(form);
            return now == null ? form.toString() : now.definition().title();
        }
    }
}
