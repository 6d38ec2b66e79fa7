package dev.lethe.ui.accounts;

import dev.lethe.command.accounts.StandingAccount;
import dev.lethe.command.accounts.StandingAccounts;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Looks at the events of the account anew for every request of a session: a suspension, another password or other roles count from the
 * next click.
 */
final class LiveAccounts extends OncePerRequestFilter {

    private final StandingAccounts accounts;
    private final Clock clock;

    LiveAccounts(StandingAccounts accounts, Clock clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof StaffAuthentication session) {
            SecurityContext now = SecurityContextHolder.createEmptyContext();
            Optional<StandingAccount> account =
                    accounts.of(session.staff().account()).filter(each -> session.holds(each, clock.instant()));
            if (account.isPresent())
                now.setAuthentication(session.with(account.get().roles()));
            else end(request);
            SecurityContextHolder.setContext(now);
        }
        chain.doFilter(request, response);
    }

    private static void end(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) session.invalidate();
    }
}
