package dev.lethe.ui.submissions;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.submissions.SavedViews;
import dev.lethe.command.submissions.SavedViews.Saving;
import dev.lethe.command.submissions.model.ViewId;
import dev.lethe.query.submissions.Views;
import dev.lethe.query.submissions.Views.ViewRow;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.web.Pages;
import dev.lethe.ui.web.Problems;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** The views of reports that members of staff keep for themselves: saved, used, renamed and removed. */
@Controller
@RequestMapping("/staff/submissions/views")
class ViewsController {

    private final SavedViews saved;
    private final Views views;
    private final OwnViews own;
    private final ReportPages reports;
    private final Pages pages;

    ViewsController(SavedViews saved, Views views, OwnViews own, ReportPages reports, Pages pages) {
        this.saved = saved;
        this.views = views;
        this.own = own;
        this.reports = reports;
        this.pages = pages;
    }

    @GetMapping
    String list(@AuthenticationPrincipal StaffMember owner, Model model) {
        model.addAttribute("views", own.of(owner));
        return "submissions/views";
    }

    /** Keeps what a report shows. */
    @PostMapping
    String save(
            @RequestParam UUID view,
            @RequestParam(required = false) @Nullable FormId form,
            @RequestParam(defaultValue = "") String query,
            @RequestParam(defaultValue = "") String name,
            @AuthenticationPrincipal StaffMember owner,
            Model model) {
        ReportQuery report = ReportQuery.read(form, query).first();
        if (!SavedViews.isName(name)) {
            model.addAttribute("viewName", name);
            return reports.list(report, owner, Set.of(), new Problems().add("name", problem(name)), model);
        }
        String problem = switch (saved.save(new ViewId(view), owner.account(), name, report.settings())) {
            case Saving.Kept _ -> null;
            case Saving.Changed _ -> "submissions.view.changed";
            case Saving.Gone _ -> "submissions.view.gone";
        };
        if (problem == null) return pages.after(ReportQuery.with(report.address(), "done=view"));
        // The page that is shown has a fresh id, so that it can be kept after all.
        model.addAttribute("viewName", name);
        return reports.list(report, owner, Set.of(), new Problems().add("name", reports.say(problem)), model);
    }

    private String problem(String name) {
        return name.isBlank()
                ? reports.say("submissions.view.name.blank")
                : reports.say("submissions.view.name.wrong", SavedViews.LONGEST_NAME);
    }

    @GetMapping("/{view}")
    String use(@PathVariable UUID view, @AuthenticationPrincipal StaffMember owner) {
        return "redirect:" + ReportQuery.of(found(view, owner).settings()).address();
    }

    @PostMapping("/{view}/rename")
    String rename(
            @PathVariable UUID view,
            @RequestParam Map<String, String> posted,
            @AuthenticationPrincipal StaffMember owner,
            Model model) {
        ViewRow row = found(view, owner);
        String name = posted.getOrDefault("name-" + view, "");
        if (!SavedViews.isName(name)) {
            model.addAttribute("problems", new Problems().add("name-" + view, problem(name)));
            model.addAttribute("renamed", view);
            model.addAttribute("viewName", name);
            return list(owner, model);
        }
        if (!saved.rename(row.id(), owner.account(), name)) {
            model.addAttribute("problems", new Problems().add(reports.say("submissions.views.gone")));
            return list(owner, model);
        }
        return pages.after("/staff/submissions/views?renamed");
    }

    @PostMapping("/{view}/remove")
    String remove(@PathVariable UUID view, @AuthenticationPrincipal StaffMember owner) {
        // Removed twice is removed: a view that is not there is nothing to complain about.
        saved.remove(new ViewId(view), owner.account());
        return pages.after("/staff/submissions/views?removed");
    }

    /** Others' views are not there. */
    private ViewRow found(UUID view, StaffMember owner) {
        return views.byId(new ViewId(view), owner.account())
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
