package dev.lethe.ui.forms;

import dev.lethe.command.forms.FormProblem;
import dev.lethe.command.forms.FormRefusedException;
import dev.lethe.command.forms.SaveDraft;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Edited;
import dev.lethe.query.projections.ReadModels;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.web.Commands;
import dev.lethe.ui.web.Problems;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.axonframework.commandhandling.CommandExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/** The drafts that editors work on: found, saved, and what is wrong with them in words. */
@Component
class Drafts {

    /** What a form answers when its draft is no longer the one that a page was made from. */
    private static final String CHANGED = "problem.form.changed-meanwhile";

    private final Forms forms;
    private final ReadModels readModels;
    private final Commands commands;
    private final MessageSource texts;

    /**
     * What came of saving.
     *
     * @param problems by the inputs of the page that asked; none when it is saved
     * @param now the form as somebody else left it meanwhile; null when nobody did
     */
    record Outcome(Problems problems, @Nullable Edited now) {

        boolean saved() {
            return problems.isEmpty();
        }

        /** The number of the draft that is on the page, for the page's next try. */
        int number(int madeFrom) {
            return now == null ? madeFrom : now.number();
        }
    }

    Drafts(Forms forms, ReadModels readModels, Commands commands, MessageSource texts) {
        this.forms = forms;
        this.readModels = readModels;
        this.commands = commands;
        this.texts = texts;
    }

    /** @throws ResponseStatusException 404 when there is no such form */
    Edited find(FormId form) {
        return forms.edited(form).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    /** Saves a draft that was made from the one with this number. */
    Outcome save(StaffMember editor, FormId form, int madeFrom, FormDefinition draft, UnaryOperator<String> input) {
        return change(editor, form, new SaveDraft(form, madeFrom, draft), input);
    }

    /** Sends a command that changes a draft. */
    Outcome change(StaffMember editor, FormId form, Object command, UnaryOperator<String> input) {
        List<FormProblem> found = sent(editor, command);
        if (found.stream().noneMatch(problem -> problem.key().equals(CHANGED)))
            return new Outcome(explained(found, input), null);
        return changed(form);
    }

    /** The answer to a page that was made from another draft than the last one. */
    Outcome changed(FormId form) {
        // What is shown as the form as it is now must not be the draft that was just refused for being old.
        readModels.awaitCurrent();
        return new Outcome(
                explained(List.of(new FormProblem("", CHANGED, List.of())), UnaryOperator.identity()), find(form));
    }

    /** Sends a command that a form may refuse. */
    Problems send(StaffMember editor, Object command, UnaryOperator<String> input) {
        return explained(sent(editor, command), input);
    }

    private List<FormProblem> sent(StaffMember editor, Object command) {
        try {
            commands.<Object>send(editor.account(), command);
            return List.of();
        } catch (CommandExecutionException failure) {
            List<FormProblem> found = FormRefusedException.problems(failure);
            if (found.isEmpty()) throw failure;
            return found;
        }
    }

    /** Problems in words, at the inputs of a page. */
    Problems explained(List<FormProblem> found, UnaryOperator<String> input) {
        Problems problems = new Problems();
        found.forEach(problem -> problems.add(input.apply(problem.where()), text(problem)));
        return problems;
    }

    String text(FormProblem problem) {
        return texts.getMessage(problem.key(), problem.limits().toArray(), Locale.UK);
    }
}
