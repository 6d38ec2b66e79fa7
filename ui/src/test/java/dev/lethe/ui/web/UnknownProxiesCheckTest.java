package dev.lethe.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.ui.health.HealthLine;
import dev.lethe.ui.health.HealthLine.State;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** What administrators are told of requests that were forwarded by who knows whom. */
class UnknownProxiesCheckTest {

    private final UnknownProxies unknown =
            new UnknownProxies(Clock.fixed(Instant.parse("2026-11-03T14:05:00Z"), ZoneOffset.UTC));
    private final UnknownProxiesCheck check = new UnknownProxiesCheck(unknown, WebConfiguration.messageSource());

    private HealthLine line() {
        return check.look().getFirst();
    }

    @Test
    void nothing_has_to_be_done_where_nobody_forwards_anything() {
        assertThat(line().state()).isEqualTo(State.GOOD);
        assertThat(line().text()).contains("No request");
    }

    @Test
    void a_proxy_that_was_forgotten_is_named_so_that_it_can_be_configured() {
        unknown.saw(InetAddress.ofLiteral("10.1.2.3"));
        unknown.saw(InetAddress.ofLiteral("203.0.113.9"));
        assertThat(line().state()).isEqualTo(State.WARNING);
        assertThat(line().text()).contains(": 2.", "10.1.2.3", "3 November 2026", "LETHE_PROXIES");
        assertThat(line().text()).doesNotContain("203.0.113.9");
    }

    @Test
    void a_stranger_who_pretends_is_counted_and_not_named() {
        unknown.saw(InetAddress.ofLiteral("203.0.113.9"));
        assertThat(line().state()).isEqualTo(State.GOOD);
        assertThat(line().text()).contains("pretended").doesNotContain("203.0.113.9");
    }
}
