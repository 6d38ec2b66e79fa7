package dev.lethe.ui.accounts;

import dev.lethe.command.accounts.Password;
import dev.lethe.command.accounts.PasswordOutcome;
import dev.lethe.command.accounts.Staff;
import dev.lethe.command.accounts.StandingAccounts;
import dev.lethe.query.accounts.AccountRow;
import dev.lethe.query.accounts.Accounts;
import dev.lethe.ui.web.NetworkAddress;
import dev.lethe.ui.web.Pages;
import dev.lethe.ui.web.Problems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** One's own account: name and password. */
@Controller
@RequestMapping("/staff/account")
class OwnAccountController {

    private final Accounts accounts;
    private final StandingAccounts standing;
    private final Staff staff;
    private final Profiles profiles;
    private final Sessions sessions;
    private final Throttle throttle;
    private final Pages pages;
    private final Say say;

    OwnAccountController(
            Accounts accounts,
            StandingAccounts standing,
            Staff staff,
            Profiles profiles,
            Sessions sessions,
            Throttle throttle,
            Pages pages,
            Say say) {
        this.accounts = accounts;
        this.standing = standing;
        this.staff = staff;
        this.profiles = profiles;
        this.sessions = sessions;
        this.throttle = throttle;
        this.pages = pages;
        this.say = say;
    }

    @GetMapping
    String page(@AuthenticationPrincipal StaffMember member, Model model) {
        return page(own(member), null, model);
    }

    private String page(AccountRow own, @Nullable String typedName, Model model) {
        var person = profiles.open(own);
        model.addAttribute("person", person);
        model.addAttribute("name", typedName == null ? person.name() : typedName);
        model.addAttribute("roles", say.roles(own.roles()));
        return "accounts/own";
    }

    @PostMapping("/name")
    String changeName(
            @RequestParam(defaultValue = "") String name, @AuthenticationPrincipal StaffMember member, Model model) {
        AccountRow own = own(member);
        var problems = new Problems();
        LinkController.problemOfName(name, problems, say);
        if (!problems.isEmpty()) {
            model.addAttribute("problems", problems);
            return page(own, name, model);
        }
        staff.changeName(own.account(), own.profile(), name);
        return pages.after("/staff/account?named");
    }

    @PostMapping("/password")
    String changePassword(
            @RequestParam(defaultValue = "") String old,
            @RequestParam(defaultValue = "") String password,
            @AuthenticationPrincipal StaffMember member,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        AccountRow own = own(member);
        if (own.password() == null) throw new IllegalStateException("Signed in without a password");
        var problems = new Problems();
        // A session left open must not be a place to guess at.
        Throttle.Try begun = throttle.begin(own.account().toString(), NetworkAddress.of(request), null);
        if (begun.answer() != Throttle.Answer.GO_ON) problems.add("old", say.text("accounts.sign-in.throttled"));
        else {
            PasswordOutcome outcome = staff.changePassword(
                    own.account(), own.profile(), own.password(), Password.of(old), Password.of(password));
            if (outcome != PasswordOutcome.WRONG_OLD_PASSWORD) throttle.right(begun);
            switch (outcome) {
                case CHOSEN -> {
                    String view = pages.after("/staff/account?password");
                    // All other sessions end with the old password; this one goes on under a new id.
                    sessions.begin(standing.of(member.account()).orElseThrow(), request, response);
                    return view;
                }
                case WRONG_OLD_PASSWORD, LINK_NOT_VALID -> problems.add("old", say.text("accounts.password.old"));
                case TOO_SHORT, TOO_LONG, ABOUT_YOU, TOO_EASY ->
                    problems.add("password", say.text("accounts.password." + outcome.name()));
            }
        }
        model.addAttribute("problems", problems);
        return page(own, null, model);
    }

    private AccountRow own(StaffMember member) {
        return accounts.byId(member.account()).orElseThrow();
    }
}
