package dev.lethe.ui.web;

import dev.lethe.ui.health.HealthCheck;
import dev.lethe.ui.health.HealthLine;
import dev.lethe.ui.health.HealthLine.State;
import java.util.List;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** What addresses in links begin with. */
@Component
@Order(80)
class PublicAddressCheck implements HealthCheck {

    private final PublicAddress address;
    private final MessageSource texts;

    PublicAddressCheck(PublicAddress address, MessageSource texts) {
        this.address = address;
        this.texts = texts;
    }

    @Override
    public List<HealthLine> look() {
        String name = say("health.address");
        return List.of(address.configured()
                .map(configured -> new HealthLine(name, State.GOOD, configured))
                .orElseGet(() -> new HealthLine(name, State.WARNING, say("health.address.none"))));
    }

    private String say(String key) {
        return texts.getMessage(key, null, Locale.UK);
    }
}
