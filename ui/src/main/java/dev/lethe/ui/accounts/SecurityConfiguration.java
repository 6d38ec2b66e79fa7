package dev.lethe.ui.accounts;

import dev.lethe.command.accounts.StandingAccounts;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.ui.routes.Route;
import dev.lethe.ui.routes.RouteTable;
import dev.lethe.ui.web.OtherSites;
import dev.lethe.ui.web.PublicAddress;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.Set;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderNotFoundException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CsrfFilter;

/**
 * Two worlds: the staff area with sessions, and everything else without. In the second nothing can make a session, and
 * nobody is signed in, not even staff. The pages' other headers are set for all answers in one place, by the web feature.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    private static final long A_YEAR = 365L * 24 * 60 * 60;

    @Bean
    @Order(1)
    SecurityFilterChain staffArea(
            HttpSecurity http,
            StandingAccounts accounts,
            OtherSites sites,
            PublicAddress ours,
            RouteTable routes,
            Clock clock) {
        http.securityMatcher("/staff", "/staff/**", "/sign-out")
                .securityContext(
                        context -> context.securityContextRepository(new HttpSessionSecurityContextRepository()))
                // sessions are begun by signing in, and by nothing here
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.NEVER))
                .requestCache(AbstractHttpConfigurer::disable)
                .csrf(csrf -> csrf.csrfTokenRepository(new SessionCsrfTokens()))
                .headers(SecurityConfiguration::onlyHttpsOnceHttps)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .addFilterAfter(new LiveAccounts(accounts, clock), SecurityContextHolderFilter.class)
                // before the token is looked at: what another site sent must not be held for a second press
                .addFilterBefore(new SameOrigin(sites, ours), CsrfFilter.class)
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(toSignIn()).accessDeniedHandler(new EndedSessions()))
                .authorizeHttpRequests(requests -> {
                    requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.FORWARD)
                            .permitAll(); // both are ours
                    for (Route route : routes.routes()) {
                        if (route.everybody()) continue;
                        var matched = requests.requestMatchers(route.pattern());
                        if (route.roles().isEmpty()) matched.authenticated();
                        else matched.hasAnyRole(names(route.roles()));
                    }
                    requests.anyRequest().denyAll();
                });
        return http.build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain publicArea(HttpSecurity http, OtherSites sites, PublicAddress ours, RouteTable routes) {
        AuthenticationEntryPoint notFound = (_, response, _) -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
        http.sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(AbstractHttpConfigurer::disable)
                // A token would need a session: visitors' forms carry a signed one, and the origin of every post is
                // looked at.
                .csrf(AbstractHttpConfigurer::disable)
                .headers(SecurityConfiguration::onlyHttpsOnceHttps)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .addFilterBefore(new SameOrigin(sites, ours), AuthorizationFilter.class)
                .exceptionHandling(handling -> handling.authenticationEntryPoint(notFound))
                .authorizeHttpRequests(requests -> {
                    requests.dispatcherTypeMatchers(DispatcherType.ERROR).permitAll();
                    for (Route route : routes.routes())
                        if (route.everybody())
                            requests.requestMatchers(route.pattern()).permitAll();
                    requests.anyRequest().denyAll();
                });
        return http.build();
    }

    private static void onlyHttpsOnceHttps(HeadersConfigurer<HttpSecurity> headers) {
        headers.defaultsDisabled()
                .httpStrictTransportSecurity(
                        hsts -> hsts.includeSubDomains(false).maxAgeInSeconds(A_YEAR));
    }

    /** The longest address that is remembered, in characters: no page has one that comes near. */
    private static final int LONGEST = 500;

    /** Remembers in the address where a page was wanted: it holds no more than the page's own address would. */
    private static AuthenticationEntryPoint toSignIn() {
        return (request, response, _) -> {
            String wanted = request.getRequestURI();
            boolean back = request.getMethod().equals(HttpMethod.GET.name())
                    && wanted.length() <= LONGEST
                    && SignInController.isWithin(wanted);
            response.sendRedirect(request.getContextPath() + "/sign-in" + (back ? "?to=" + wanted : ""));
        };
    }

    private static String[] names(Set<Role> roles) {
        return roles.stream().map(Role::name).toArray(String[]::new);
    }

    /** Nobody signs in through it; without one, Spring Boot would invent a user and print the password. */
    @Bean
    AuthenticationManager nobody() {
        return _ -> {
            throw new ProviderNotFoundException("Staff sign in at their own page only");
        };
    }

    /** The cookie of staff sessions. Over HTTPS the container marks it as secure by itself. */
    @Bean
    ServletContextInitializer sessionCookie() {
        return context -> {
            context.setSessionTrackingModes(Set.of(SessionTrackingMode.COOKIE));
            context.getSessionCookieConfig().setName("lethe-staff");
            context.getSessionCookieConfig().setHttpOnly(true);
            context.getSessionCookieConfig().setAttribute("SameSite", "Strict");
        };
    }
}
