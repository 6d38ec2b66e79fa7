package dev.lethe.ui.accounts;

import dev.lethe.command.accounts.Password;
import dev.lethe.command.accounts.Staff;
import dev.lethe.ui.web.NetworkAddress;
import dev.lethe.ui.web.Problems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.regex.Pattern;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Signing in and out. */
@Controller
class SignInController {

    /** A page of the staff area; random ids at most. */
    private static final Pattern WITHIN = Pattern.compile("/staff(/[A-Za-z0-9-]{1,60}){0,6}");

    private static final int TOO_MANY_REQUESTS = 429;

    private final SignIns signIns;
    private final Sessions sessions;
    private final DeviceCookies devices;
    private final Staff staff;
    private final Say say;

    SignInController(SignIns signIns, Sessions sessions, DeviceCookies devices, Staff staff, Say say) {
        this.signIns = signIns;
        this.sessions = sessions;
        this.devices = devices;
        this.staff = staff;
        this.say = say;
    }

    static boolean isWithin(String path) {
        return WITHIN.matcher(path).matches();
    }

    @GetMapping("/sign-in")
    String page(@RequestParam(defaultValue = "") String to, Model model) {
        return shown("", to, model);
    }

    private static String shown(String email, String to, Model model) {
        model.addAttribute("email", email);
        model.addAttribute("to", isWithin(to) ? to : "");
        return "accounts/sign-in";
    }

    @PostMapping("/sign-in")
    String signIn(
            @RequestParam(defaultValue = "") String email,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(defaultValue = "") String to,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        var problems = new Problems();
        if (email.isBlank()) problems.add("email", say.text("accounts.email.blank"));
        if (password.isEmpty()) problems.add("password", say.text("accounts.password.blank"));
        if (problems.isEmpty())
            switch (signIns.signIn(
                    email, Password.of(password), NetworkAddress.of(request), DeviceCookies.of(request))) {
                case SignIns.Outcome.LetIn(var account) -> {
                    sessions.begin(account, request, response);
                    devices.remember(account, request, response);
                    return "redirect:" + (isWithin(to) ? to : "/staff");
                }
                case SignIns.Outcome.Refused() -> problems.add("email", say.text("accounts.sign-in.wrong"));
                case SignIns.Outcome.TooManyTries() -> {
                    response.setStatus(TOO_MANY_REQUESTS);
                    problems.add("email", say.text("accounts.sign-in.throttled"));
                }
            }
        model.addAttribute("problems", problems);
        return shown(email, to, model);
    }

    @PostMapping("/sign-out")
    String signOut(@AuthenticationPrincipal StaffMember member, HttpServletRequest request) {
        sessions.end(request);
        staff.signOut(member.account());
        return "redirect:/sign-in?out";
    }
}
