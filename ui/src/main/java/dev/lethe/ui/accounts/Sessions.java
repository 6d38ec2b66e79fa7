package dev.lethe.ui.accounts;

import dev.lethe.command.accounts.StandingAccount;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.time.Duration;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.stereotype.Component;

/** Begins and ends the sessions of staff. They live in memory. */
@Component
class Sessions {

    /** Without a click. */
    static final Duration IDLE = Duration.ofMinutes(30);

    private final SecurityContextRepository contexts = new HttpSessionSecurityContextRepository();
    private final Clock clock;

    Sessions(Clock clock) {
        this.clock = clock;
    }

    /** Begins one for somebody who gave the account's password. An earlier session of this browser ends: no id is taken over. */
    void begin(StandingAccount account, HttpServletRequest request, HttpServletResponse response) {
        end(request);
        request.getSession(true).setMaxInactiveInterval((int) IDLE.toSeconds());
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(StaffAuthentication.of(account, clock.instant()));
        contexts.saveContext(context, request, response);
    }

    void end(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) session.invalidate();
        SecurityContextHolder.clearContext();
    }
}
