package dev.lethe.ui.accounts;

import dev.lethe.command.accounts.Staff;
import dev.lethe.command.accounts.Staff.Handover;
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.LinkPurpose;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.audit.Looks;
import dev.lethe.command.audit.model.Occasion;
import dev.lethe.query.accounts.AccountRow;
import dev.lethe.query.accounts.AccountState;
import dev.lethe.query.accounts.Accounts;
import dev.lethe.query.projections.ReadModels;
import dev.lethe.ui.accounts.Profiles.Shown;
import dev.lethe.ui.web.Choice;
import dev.lethe.ui.web.Pages;
import dev.lethe.ui.web.Problems;
import dev.lethe.ui.web.Times;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

/** The accounts of staff, for administrators. */
@Controller
@RequestMapping("/staff/accounts")
class AccountsController {

    private static final int PAGE = 50;

    private final Accounts accounts;
    private final Staff staff;
    private final Profiles profiles;
    private final Looks looks;
    private final Pages pages;
    private final ReadModels readModels;
    private final Say say;

    AccountsController(
            Accounts accounts,
            Staff staff,
            Profiles profiles,
            Looks looks,
            Pages pages,
            ReadModels readModels,
            Say say) {
        this.accounts = accounts;
        this.staff = staff;
        this.profiles = profiles;
        this.looks = looks;
        this.pages = pages;
        this.readModels = readModels;
        this.say = say;
    }

    /** An account as the pages show it. */
    record Item(
            AccountId account,
            Shown person,
            String roles,
            AccountState state,
            String stateText,
            String signedIn,
            String linkEnds,
            boolean self) {}

    private Item item(AccountRow row, Shown person, StaffMember reader) {
        return new Item(
                row.account(),
                person,
                say.roles(row.roles()),
                row.state(),
                say.text("accounts.state." + row.state().name()),
                row.signedInAt() == null ? say.text("accounts.never") : Times.minute(row.signedInAt()),
                row.link() == null ? "" : Times.minute(row.link().expiresAt()),
                row.account().equals(reader.account()));
    }

    @GetMapping
    String list(@RequestParam(defaultValue = "1") int page, @AuthenticationPrincipal StaffMember reader, Model model) {
        long all = accounts.count();
        int last = (int) Math.max(1, (all + PAGE - 1) / PAGE);
        int shown = Math.clamp(page, 1, last);
        List<AccountRow> rows = accounts.page(shown, PAGE);
        Map<AccountId, Shown> people = opened(rows, reader);
        model.addAttribute(
                "accounts",
                rows.stream()
                        .map(row -> item(row, people.getOrDefault(row.account(), new Shown.Alarm("")), reader))
                        .toList());
        model.addAttribute("page", shown);
        model.addAttribute("pages", last);
        return "accounts/list";
    }

    /** The look is recorded first: what cannot be recorded is not shown. */
    private Map<AccountId, Shown> opened(List<AccountRow> rows, StaffMember reader) {
        looks.record(
                reader.account(),
                Occasion.ACCOUNTS,
                rows.stream().map(row -> row.account().value()).toList());
        return profiles.open(rows);
    }

    @GetMapping("/invite")
    String askWhom(Model model) {
        return askWhom("", "", Set.of(), model);
    }

    private String askWhom(String name, String email, Set<Role> roles, Model model) {
        model.addAttribute("name", name);
        model.addAttribute("email", email);
        model.addAttribute("options", options());
        model.addAttribute("chosen", roles.stream().map(Role::name).toList());
        return "accounts/invite";
    }

    @PostMapping("/invite")
    String invite(
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String email,
            @RequestParam(name = "roles", defaultValue = "") List<String> names,
            @AuthenticationPrincipal StaffMember by,
            Model model) {
        Set<Role> roles = roles(names);
        Problems problems = LinkController.problemsOf(name, email, say);
        if (roles.isEmpty()) problems.add("roles", say.text("accounts.roles.none"));
        if (problems.isEmpty()) {
            Optional<Handover> invited = staff.invite(name, email, roles, by.account());
            if (invited.isPresent()) return handOver(invited.get(), name, model);
            problems.add("email", say.text("accounts.email.taken"));
        }
        model.addAttribute("problems", problems);
        return askWhom(name, email, roles, model);
    }

    /** Shown in the answer to the post and nowhere else: the secret stands in no session and no address of ours. */
    private String handOver(Handover handover, String name, Model model) {
        model.addAttribute("account", handover.account());
        model.addAttribute("name", name);
        model.addAttribute("link", "/accounts/link/" + handover.link().secret());
        model.addAttribute("invitation", handover.purpose() == LinkPurpose.INVITATION);
        model.addAttribute("ends", Times.minute(handover.expiresAt()));
        return "accounts/hand-over";
    }

    @GetMapping("/{account}")
    String account(@PathVariable AccountId account, @AuthenticationPrincipal StaffMember reader, Model model) {
        return account(found(account), null, reader, model);
    }

    private String account(AccountRow row, @Nullable Set<Role> typed, StaffMember reader, Model model) {
        Shown person = opened(List.of(row), reader).getOrDefault(row.account(), new Shown.Alarm(""));
        model.addAttribute("account", item(row, person, reader));
        model.addAttribute("options", options());
        model.addAttribute(
                "chosen",
                (typed == null ? row.roles() : typed).stream().map(Role::name).toList());
        return "accounts/account";
    }

    @PostMapping("/{account}/roles")
    String setRoles(
            @PathVariable AccountId account,
            @RequestParam(name = "roles", defaultValue = "") List<String> names,
            @AuthenticationPrincipal StaffMember by,
            Model model) {
        AccountRow row = found(account);
        Set<Role> roles = roles(names);
        if (roles.isEmpty()) return refused(row, "roles", "accounts.roles.none", roles, by, model);
        if (!staff.setRoles(account, roles, by.account()))
            return refused(row, "roles", "accounts.last", roles, by, model);
        // One who gave up administrating cannot see this page any more.
        boolean gone = account.equals(by.account()) && !roles.contains(Role.ADMINISTRATOR);
        return pages.after(gone ? "/staff" : "/staff/accounts/" + account + "?roles");
    }

    @PostMapping("/{account}/address")
    String changeAddress(
            @PathVariable AccountId account,
            @RequestParam(defaultValue = "") String email,
            @AuthenticationPrincipal StaffMember by,
            Model model) {
        AccountRow row = found(account);
        model.addAttribute("newEmail", email);
        if (email.isBlank()) return refused(row, "email", "accounts.email.blank", row.roles(), by, model);
        if (!LinkController.isEmail(email))
            return refused(row, "email", "accounts.email.wrong", row.roles(), by, model);
        return switch (staff.changeAddress(account, email, by.account(), this::shown)) {
            case CHANGED -> pages.after("/staff/accounts/" + account + "?address");
            case SAME -> refused(row, "email", "accounts.account.address.same", row.roles(), by, model);
            case TAKEN -> refused(row, "email", "accounts.email.taken", row.roles(), by, model);
            case NO_ACCOUNT -> throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        };
    }

    private void shown() {
        boolean unused = readModels.awaitCurrent(); // where they stand still, the page says so afterwards
    }

    @PostMapping("/{account}/link")
    String issueLink(@PathVariable AccountId account, @AuthenticationPrincipal StaffMember by, Model model) {
        AccountRow row = found(account);
        Optional<Handover> made = staff.issueLink(account, by.account());
        if (made.isEmpty()) return refused(row, "", "accounts.link.suspended", row.roles(), by, model);
        return handOver(
                made.get(),
                opened(List.of(row), by)
                        .getOrDefault(account, new Shown.Alarm(""))
                        .name(),
                model);
    }

    @PostMapping("/{account}/suspend")
    String suspend(@PathVariable AccountId account, @AuthenticationPrincipal StaffMember by, Model model) {
        AccountRow row = found(account);
        if (!staff.suspend(account, by.account())) return refused(row, "", "accounts.last", row.roles(), by, model);
        return pages.after("/staff/accounts/" + account + "?suspended");
    }

    @PostMapping("/{account}/reinstate")
    String reinstate(@PathVariable AccountId account, @AuthenticationPrincipal StaffMember by) {
        found(account);
        staff.reinstate(account, by.account());
        return pages.after("/staff/accounts/" + account + "?reinstated");
    }

    private String refused(AccountRow row, String field, String why, Set<Role> typed, StaffMember by, Model model) {
        model.addAttribute("problems", new Problems().add(field, say.text(why)));
        return account(row, typed, by, model);
    }

    private AccountRow found(AccountId account) {
        return accounts.byId(account).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private List<Choice> options() {
        return Arrays.stream(Role.values())
                .map(role ->
                        new Choice(role.name(), say.role(role), say.text("accounts.role." + role.name() + ".hint")))
                .toList();
    }

    /** Those of these names that are roles. */
    private static Set<Role> roles(List<String> names) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (Role role : Role.values()) if (names.contains(role.name())) roles.add(role);
        return roles;
    }
}
