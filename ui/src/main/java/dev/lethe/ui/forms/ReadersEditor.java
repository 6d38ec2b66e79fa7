package dev.lethe.ui.forms;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.FormReaders;
import dev.lethe.command.forms.Readers;
import dev.lethe.command.forms.SetReaders;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.query.accounts.AccountRow;
import dev.lethe.query.accounts.AccountState;
import dev.lethe.query.accounts.Accounts;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Edited;
import dev.lethe.query.forms.Forms.Listed;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.accounts.StaffNames;
import dev.lethe.ui.web.Choice;
import dev.lethe.ui.web.Commands;
import dev.lethe.ui.web.Pages;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who may read the submissions of a form. Editors do not decide that: administrators do. */
@Controller
class ReadersEditor {

    /** The roles that can be given the right; an administrator needs it for nothing. */
    static final List<Role> ROLES = List.of(Role.CASEWORKER, Role.EDITOR, Role.PRIVACY_OFFICER);

    private static final int ACCOUNTS_AT_ONCE = 500;

    private final Forms forms;
    private final FormReaders readers;
    private final Drafts drafts;
    private final Accounts accounts;
    private final StaffNames names;
    private final FormTexts texts;
    private final Commands commands;
    private final Pages pages;

    ReadersEditor(
            Forms forms,
            FormReaders readers,
            Drafts drafts,
            Accounts accounts,
            StaffNames names,
            FormTexts texts,
            Commands commands,
            Pages pages) {
        this.forms = forms;
        this.readers = readers;
        this.drafts = drafts;
        this.accounts = accounts;
        this.names = names;
        this.texts = texts;
        this.commands = commands;
        this.pages = pages;
    }

    /** A form in the list, and who reads it in few words. */
    record Item(FormId form, String title, String readers, boolean archived) {}

    @GetMapping("/staff/readers")
    String list(Model model) {
        model.addAttribute(
                "forms",
                forms.all().stream()
                        .sorted(Comparator.comparing(Listed::archived))
                        .map(form ->
                                new Item(form.form(), form.title(), summary(readers.of(form.form())), form.archived()))
                        .toList());
        return "forms/readers-list";
    }

    private String summary(Readers may) {
        String all = texts.readers(may);
        return all.isEmpty() ? texts.text("forms.readers.nobody") : all;
    }

    @GetMapping("/staff/forms/{form}/readers")
    String show(
            @PathVariable FormId form,
            @RequestParam(defaultValue = "false") boolean saved,
            @AuthenticationPrincipal StaffMember reader,
            Model model) {
        Edited edited = drafts.find(form);
        Readers now = readers.of(form);
        // Whoever has the right already is shown, suspended or not, or it could not be taken away.
        Set<AccountId> offered = new LinkedHashSet<>(now.people());
        active().forEach(account -> offered.add(account.account()));
        Map<AccountId, String> shown = names.shownTo(reader.account(), offered);
        model.addAttribute("id", form);
        model.addAttribute("title", edited.draft().title());
        model.addAttribute("saved", saved);
        model.addAttribute(
                "roles",
                ROLES.stream()
                        .map(role -> new Choice(
                                role.name(),
                                texts.text("forms.readers.role." + role.name()),
                                texts.text("forms.readers.role." + role.name() + ".hint")))
                        .toList());
        model.addAttribute("chosenRoles", now.roles().stream().map(Enum::name).toList());
        model.addAttribute(
                "people",
                offered.stream()
                        .map(account -> Choice.of(account.toString(), shown.getOrDefault(account, "")))
                        .sorted(Comparator.comparing(Choice::label, String.CASE_INSENSITIVE_ORDER))
                        .toList());
        model.addAttribute(
                "chosenPeople", now.people().stream().map(AccountId::toString).toList());
        return "forms/readers";
    }

    private List<AccountRow> active() {
        long all = accounts.count();
        return Stream.iterate(1, page -> (page - 1L) * ACCOUNTS_AT_ONCE < all, page -> page + 1)
                .flatMap(page -> accounts.page(page, ACCOUNTS_AT_ONCE).stream())
                .filter(account -> account.state() != AccountState.SUSPENDED)
                .toList();
    }

    /**
     * Changes only what was changed on the page, so that of two administrators none undoes what the other did.
     *
     * @param roles that are ticked
     * @param people that are ticked
     * @param hadRoles that were ticked when the page was shown
     * @param hadPeople that were ticked when the page was shown
     */
    @PostMapping("/staff/forms/{form}/readers")
    String save(
            @PathVariable FormId form,
            @RequestParam(defaultValue = "") Set<Role> roles,
            @RequestParam(defaultValue = "") Set<AccountId> people,
            @RequestParam(defaultValue = "") Set<Role> hadRoles,
            @RequestParam(defaultValue = "") Set<AccountId> hadPeople,
            @AuthenticationPrincipal StaffMember administrator) {
        drafts.find(form);
        Readers now = readers.of(form);
        Set<Role> wanted = changed(now.roles(), hadRoles, roles);
        wanted.retainAll(Set.copyOf(ROLES));
        commands.<Object>send(
                administrator.account(), new SetReaders(form, changed(now.people(), hadPeople, people), wanted));
        return pages.after("/staff/forms/" + form + "/readers?saved=true");
    }

    private static <T> Set<T> changed(Set<T> now, Set<T> had, Set<T> ticked) {
        Set<T> next = new HashSet<>(now);
        next.addAll(ticked);
        had.stream().filter(each -> !ticked.contains(each)).forEach(next::remove);
        return next;
    }
}
