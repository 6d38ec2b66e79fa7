package dev.lethe.ui.forms;

import dev.lethe.command.forms.ArchiveForm;
import dev.lethe.command.forms.CloseForm;
import dev.lethe.command.forms.ReopenForm;
import dev.lethe.command.forms.RestoreForm;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.query.forms.Forms.Edited;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.web.Pages;
import dev.lethe.ui.web.Problems;
import java.util.function.UnaryOperator;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** Whether a form takes submissions, and whether it is among the others. No form is deleted: it may have submissions. */
@Controller
@RequestMapping("/staff/forms/{form}")
class FormStates {

    private final Drafts drafts;
    private final Overview overview;
    private final Pages pages;

    FormStates(Drafts drafts, Overview overview, Pages pages) {
        this.drafts = drafts;
        this.overview = overview;
        this.pages = pages;
    }

    @PostMapping("/close")
    String close(@PathVariable FormId form, @AuthenticationPrincipal StaffMember editor, Model model) {
        return send(form, new CloseForm(form), "closed", editor, model);
    }

    @PostMapping("/reopen")
    String reopen(@PathVariable FormId form, @AuthenticationPrincipal StaffMember editor, Model model) {
        return send(form, new ReopenForm(form), "reopened", editor, model);
    }

    @PostMapping("/archive")
    String archive(@PathVariable FormId form, @AuthenticationPrincipal StaffMember editor, Model model) {
        return send(form, new ArchiveForm(form), "archived", editor, model);
    }

    @PostMapping("/restore")
    String restore(@PathVariable FormId form, @AuthenticationPrincipal StaffMember editor, Model model) {
        return send(form, new RestoreForm(form), "restored", editor, model);
    }

    private String send(FormId form, Object command, String done, StaffMember editor, Model model) {
        Edited edited = drafts.find(form);
        Problems problems = drafts.send(editor, command, UnaryOperator.identity());
        if (!problems.isEmpty()) return overview.show(edited, problems, model);
        return pages.after("/staff/forms/" + form + "?done=" + done);
    }
}
