package dev.lethe.ui.forms;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.submissions.Outcome.TokenRefused.Reason;
import dev.lethe.ui.forms.Step.Notice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be said above a page, as a draft holds it between the post that led to the page and the page. */
final class DraftNotices {

    private DraftNotices() {}

    /** Empty for nothing, and for what is not said from a draft. */
    static List<String> words(@Nullable Notice notice) {
        return switch (notice) {
            case Notice.Refused(Reason reason) -> List.of("refused", reason.name());
            case Notice.SentBefore before -> {
                List<String> words = new ArrayList<>(List.of(
                        "sent-before", before.reference(), before.receivedAt().toString()));
                before.differing().forEach(field -> words.add(field.id().value()));
                yield List.copyOf(words);
            }
            case Notice.TooMuch() -> List.of("too-much");
            case Notice.Unreadable() -> List.of("unreadable");
            case Notice.Earlier() -> List.of("earlier");
            // Asked again whenever the page is shown, or said at once.
            case Notice.Closed _, Notice.SentAlready _, Notice.TooMuchToSave _, Notice.Later _, Notice.NotStored _ ->
                List.of();
            case null -> List.of();
        };
    }

    static @Nullable Notice of(List<String> words, FormDefinition form) {
        if (words.isEmpty()) return null;
        return switch (words.getFirst()) {
            case "refused" -> new Notice.Refused(Reason.valueOf(words.get(1)));
            case "sent-before" -> {
                List<Field> differing = form.fields().stream()
                        .filter(field -> words.subList(3, words.size())
                                .contains(field.id().value()))
                        .toList();
                yield new Notice.SentBefore(words.get(1), Instant.parse(words.get(2)), differing);
            }
            case "too-much" -> new Notice.TooMuch();
            case "unreadable" -> new Notice.Unreadable();
            case "earlier" -> new Notice.Earlier();
            default -> null;
        };
    }
}
