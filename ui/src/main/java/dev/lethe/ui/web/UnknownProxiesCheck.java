package dev.lethe.ui.web;

import dev.lethe.ui.health.HealthCheck;
import dev.lethe.ui.health.HealthLine;
import dev.lethe.ui.health.HealthLine.State;
import dev.lethe.ui.web.UnknownProxies.Seen;
import java.util.List;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Whether somebody forwards requests who was not named as a proxy. */
@Component
@Order(85)
class UnknownProxiesCheck implements HealthCheck {

    private final UnknownProxies unknown;
    private final MessageSource texts;

    UnknownProxiesCheck(UnknownProxies unknown, MessageSource texts) {
        this.unknown = unknown;
        this.texts = texts;
    }

    @Override
    public List<HealthLine> look() {
        return List.of(unknown.seen().map(this::line).orElseGet(() -> line(State.GOOD, "none")));
    }

    /** A stranger who pretends is no reason to do anything; one who is near is most likely a proxy that was forgotten. */
    private HealthLine line(Seen seen) {
        String since = Times.minute(seen.first());
        return seen.peer() == null
                ? line(State.GOOD, "anywhere", seen.requests(), since)
                : line(State.WARNING, "nearby", seen.requests(), since, seen.peer());
    }

    private HealthLine line(State state, String text, Object... arguments) {
        return new HealthLine(say("health.proxies"), state, say("health.proxies." + text, arguments));
    }

    private String say(String key, Object... arguments) {
        return texts.getMessage(key, arguments, Locale.UK);
    }
}
