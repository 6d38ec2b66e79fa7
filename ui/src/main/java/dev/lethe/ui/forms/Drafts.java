package dev.lethe.ui.forms;

import dev.lethe.command.forms.FormProblem;
import dev.lethe.command.forms.FormRefusedException;
import dev.lethe.command.forms.SaveDraft;
import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.forms.events.FormId;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Edited;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.web.Commands;
import dev.lethe.ui.web.Problems;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.axonframework.commandhandling.CommandExecutionException;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/** The drafts that editors work on: found, saved, and what is wrong with them in words. */
@Component
class Drafts {

    private final Forms forms;
    private final Commands commands;
    private final MessageSource texts;

    Drafts(Forms forms, Commands commands, MessageSource texts) {
        this.forms = forms;
        this.commands = commands;
        this.texts = texts;
    }

    /** @throws ResponseStatusException 404 when there is no such form */
    Edited find(FormId form) {
        return forms.edited(form).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    /** Saves a draft. Returns what kept it from being saved, by the inputs of the page that asked. */
    Problems save(StaffMember editor, FormId form, FormDefinition draft, UnaryOperator<String> input) {
        return send(editor, new SaveDraft(form, draft), input);
    }

    /** Sends a command that a form may refuse. */
    Problems send(StaffMember editor, Object command, UnaryOperator<String> input) {
        try {
            commands.<Object>send(editor.account(), command);
            return new Problems();
        } catch (CommandExecutionException failure) {
            List<FormProblem> found = FormRefusedException.problems(failure);
            if (found.isEmpty()) throw failure;
            return explained(found, input);
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
