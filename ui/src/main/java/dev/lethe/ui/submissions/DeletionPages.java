package dev.lethe.ui.submissions;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.privacy.ErasureDesk;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.privacy.model.KeepGround;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.privacy.Erasures;
import dev.lethe.query.submissions.SubmissionOfPerson;
import dev.lethe.query.submissions.SubmissionRow;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.ui.web.Choice;
import dev.lethe.ui.web.Problems;
import dev.lethe.ui.web.Times;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** Fills the page that asks for the last word before submissions are deleted. Nothing of them is opened for it. */
@Component
class DeletionPages {

    private final ReportPages reports;
    private final Submissions submissions;
    private final Erasures erasures;
    private final ErasureDesk desk;

    DeletionPages(ReportPages reports, Submissions submissions, Erasures erasures, ErasureDesk desk) {
        this.desk = desk;
        this.reports = reports;
        this.submissions = submissions;
        this.erasures = erasures;
    }

    /**
     * A submission that is to go, or that cannot.
     *
     * @param why it is kept, in the words of the law's grounds; empty when it goes
     */
    record Doomed(String id, String reference, String form, String received, String why) {}

    /** Asks about these submissions. */
    String ask(List<SubmissionRow> rows, String back, Model model) {
        return ask(rows, back, new ErasureId(UUID.randomUUID()), null, new Problems(), model);
    }

    /** Asks about them again. */
    String ask(
            List<SubmissionRow> rows,
            String back,
            ErasureId erasure,
            @Nullable String ground,
            Problems problems,
            Model model) {
        Map<FormId, String> titles = reports.titles();
        Set<SubmissionId> noted = withLivingNotes(rows);
        List<SubmissionRow> there = rows.stream()
                .filter(row -> isThere(row) || noted.contains(row.id()))
                .toList();
        Map<SubmissionId, KeepGround> kept = kept(there);
        List<Doomed> all = there.stream()
                .map(row -> new Doomed(
                        row.id().toString(),
                        row.reference(),
                        titles.getOrDefault(row.form().form(), ""),
                        Times.minute(row.receivedAt()),
                        Optional.ofNullable(kept.get(row.id()))
                                .map(why -> reports.say(
                                        "privacy.ground." + why.code().code()))
                                .orElse("")))
                .toList();
        model.addAttribute(
                "doomed", all.stream().filter(each -> each.why().isEmpty()).toList());
        model.addAttribute(
                "kept", all.stream().filter(each -> !each.why().isEmpty()).toList());
        model.addAttribute("gone", rows.size() - there.size());
        model.addAttribute("people", there.stream().anyMatch(row -> row.parts().size() > 1));
        model.addAttribute("back", back);
        model.addAttribute("erasure", erasure);
        model.addAttribute("ground", ground);
        model.addAttribute(
                "grounds",
                ErasureGround.OF_DELETIONS.stream()
                        .map(each -> new Choice(
                                each.name(),
                                reports.say("privacy.ground." + each.code().code()),
                                reports.say("privacy.ground." + each.code().code() + ".hint")))
                        .toList());
        model.addAttribute("problems", problems);
        return "submissions/delete";
    }

    /** Says which submissions an earlier erasure of this id named, to whoever asks for others under it. */
    String other(ErasureId erasure) {
        String references = submissions.byKeys(desk.keysOf(erasure)).stream()
                .map(SubmissionOfPerson::reference)
                .collect(Collectors.joining(", "));
        return references.isEmpty()
                ? reports.say("submissions.delete.other.unknown")
                : reports.say("submissions.delete.other", references);
    }

    /** Those that were kept when their person was erased, each with why: they are for a privacy officer to decide on. */
    Map<SubmissionId, KeepGround> kept(List<SubmissionRow> rows) {
        List<SubmissionId> ids = rows.stream().map(SubmissionRow::id).toList();
        Map<SubmissionId, KeepGround> kept = new HashMap<>();
        if (erasures.keptAmong(submissions.keysOf(ids)).isEmpty()) return kept; // nearly always
        for (SubmissionId id : ids)
            erasures.keptAmong(submissions.keysOf(List.of(id))).values().stream()
                    .findFirst()
                    .ifPresent(why -> kept.put(id, why));
        return kept;
    }

    /** A note that was on its way while the rest was destroyed can outlive it, if the process died just then. */
    private Set<SubmissionId> withLivingNotes(List<SubmissionRow> rows) {
        return submissions.notesOf(rows.stream().map(SubmissionRow::id).toList()).entrySet().stream()
                .filter(notes -> notes.getValue().stream()
                        .anyMatch(note -> note.sealed().findAny().isPresent()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Whether any of its answers are left to destroy. */
    static boolean isThere(SubmissionRow row) {
        return row.sealed().findAny().isPresent();
    }
}
