package dev.lethe.ui.accounts;

import dev.lethe.command.accounts.OneTimeLink;
import dev.lethe.command.accounts.Password;
import dev.lethe.command.accounts.PasswordOutcome;
import dev.lethe.command.accounts.Staff;
import dev.lethe.command.accounts.model.LinkPurpose;
import dev.lethe.query.accounts.AccountRow;
import dev.lethe.query.accounts.Accounts;
import dev.lethe.shredding.Identifier;
import dev.lethe.ui.web.Pages;
import dev.lethe.ui.web.Problems;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What one-time links lead to. Opening one only shows; a post acts. */
@Controller
class LinkController {

    private final Accounts accounts;
    private final Staff staff;
    private final FirstAdministrator first;
    private final Profiles profiles;
    private final Pages pages;
    private final Clock clock;
    private final Say say;

    LinkController(
            Accounts accounts,
            Staff staff,
            FirstAdministrator first,
            Profiles profiles,
            Pages pages,
            Clock clock,
            Say say) {
        this.accounts = accounts;
        this.staff = staff;
        this.first = first;
        this.profiles = profiles;
        this.pages = pages;
        this.clock = clock;
        this.say = say;
    }

    @GetMapping("/accounts/link/{secret}")
    String show(@PathVariable String secret, Model model, HttpServletResponse response) {
        return account(secret).map(row -> choose(row, model)).orElseGet(() -> ended(response));
    }

    @PostMapping("/accounts/link/{secret}")
    String choose(
            @PathVariable String secret,
            @RequestParam(defaultValue = "") String password,
            Model model,
            HttpServletResponse response) {
        Optional<AccountRow> account = account(secret);
        if (account.isEmpty()) return ended(response);
        AccountRow row = account.get();
        var outcome = staff.choosePassword(
                row.account(), OneTimeLink.of(secret).orElseThrow(), row.profile(), Password.of(password));
        return switch (outcome) {
            case CHOSEN -> pages.after("/sign-in?chosen");
            case LINK_NOT_VALID, WRONG_OLD_PASSWORD -> ended(response);
            case TOO_SHORT, TOO_LONG, ABOUT_YOU, TOO_EASY -> {
                model.addAttribute("problems", new Problems().add("password", problem(outcome)));
                yield choose(row, model);
            }
        };
    }

    private Optional<AccountRow> account(String secret) {
        return OneTimeLink.of(secret).flatMap(link -> accounts.byLinkHash(link.hash(), clock.instant()));
    }

    private String choose(AccountRow row, Model model) {
        model.addAttribute("person", profiles.open(row));
        model.addAttribute("invited", row.link() != null && row.link().purpose() == LinkPurpose.INVITATION);
        return "accounts/choose-password";
    }

    private String problem(PasswordOutcome outcome) {
        return say.text("accounts.password." + outcome.name());
    }

    private static String ended(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        return "accounts/link-ended";
    }

    @GetMapping("/accounts/first/{secret}")
    String showFirst(@PathVariable String secret, Model model, HttpServletResponse response) {
        return isFirst(secret) ? first("", "", model) : ended(response);
    }

    @PostMapping("/accounts/first/{secret}")
    String createFirst(
            @PathVariable String secret,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String email,
            @RequestParam(defaultValue = "") String password,
            Model model,
            HttpServletResponse response) {
        if (!isFirst(secret)) return ended(response);
        Problems problems = problemsOf(name, email, say);
        if (password.isEmpty()) problems.add("password", problem(PasswordOutcome.TOO_SHORT));
        if (problems.isEmpty()) {
            var outcome = first.create(OneTimeLink.of(secret).orElseThrow(), name, email, Password.of(password));
            switch (outcome) {
                case CHOSEN -> {
                    return pages.after("/sign-in?chosen");
                }
                case LINK_NOT_VALID, WRONG_OLD_PASSWORD -> {
                    return ended(response);
                }
                case TOO_SHORT, TOO_LONG, ABOUT_YOU, TOO_EASY -> problems.add("password", problem(outcome));
            }
        }
        model.addAttribute("problems", problems);
        return first(name, email, model);
    }

    private boolean isFirst(String secret) {
        return OneTimeLink.of(secret).filter(first::isOpenTo).isPresent();
    }

    private static String first(String name, String email, Model model) {
        model.addAttribute("name", name);
        model.addAttribute("email", email);
        return "accounts/first";
    }

    /** What is wrong with a name and an address, if anything. */
    static Problems problemsOf(String name, String email, Say say) {
        var problems = new Problems();
        problemOfName(name, problems, say);
        if (email.isBlank()) problems.add("email", say.text("accounts.email.blank"));
        else if (!isEmail(email)) problems.add("email", say.text("accounts.email.wrong"));
        return problems;
    }

    static void problemOfName(String name, Problems problems, Say say) {
        if (name.isBlank()) problems.add("name", say.text("accounts.name.blank"));
        else if (!Staff.isName(name)) problems.add("name", say.text("accounts.name.wrong", Staff.LONGEST_NAME));
    }

    static boolean isEmail(String email) {
        try {
            Identifier.email(email);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
