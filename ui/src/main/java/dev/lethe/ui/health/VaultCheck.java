package dev.lethe.ui.health;

import static dev.lethe.ui.health.HealthTexts.number;

import dev.lethe.shredding.Lane;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.VaultHealth;
import dev.lethe.shredding.VaultHealth.Copy;
import dev.lethe.shredding.VaultHealth.Numbers;
import dev.lethe.ui.health.HealthLine.State;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** The copies of the root state, the numbers that are left while one of them is out of reach, and the vault itself. */
@Component
@Order(10)
class VaultCheck implements HealthCheck {

    private static final Pattern RETENTION = Pattern.compile("retention-(\\d+)d");

    private final VaultWatch vault;
    private final HealthTexts texts;

    VaultCheck(VaultWatch vault, HealthTexts texts) {
        this.vault = vault;
        this.texts = texts;
    }

    @Override
    public List<HealthLine> look() {
        VaultHealth health;
        try {
            health = vault.health();
        } catch (VaultException e) {
            return List.of(texts.line("health.vault", State.STOPPED, "silent", String.valueOf(e.getMessage())));
        }
        List<HealthLine> lines = new ArrayList<>();
        for (Copy copy : health.copies()) lines.add(copy(copy, health));
        numbers(health, lines);
        lines.add(vault(health));
        for (String text : health.advice()) lines.add(new HealthLine(texts.say("health.advice"), State.WARNING, text));
        return lines;
    }

    private HealthLine copy(Copy copy, VaultHealth health) {
        boolean main = copy.equals(health.copies().getFirst());
        String name = texts.say(main ? "health.copy.main" : "health.copy.mirror", copy.directory());
        String wrong = copy.wrong();
        if (wrong == null)
            return new HealthLine(
                    name,
                    State.GOOD,
                    texts.say("health.copy.good", number(copy.version()), HealthTexts.size(copy.bytes())));
        return health.seals(Lane.VISITS)
                ? new HealthLine(name, State.WARNING, texts.say("health.copy.wrong", wrong))
                : new HealthLine(name, State.STOPPED, texts.say("health.copy.stopped", wrong));
    }

    private void numbers(VaultHealth health, List<HealthLine> lines) {
        String ahead = number(health.numbersAhead());
        if (health.isWhole()) {
            lines.add(texts.line("health.numbers", State.GOOD, "good", ahead));
            return;
        }
        if (health.numbers().isEmpty()) lines.add(texts.line("health.numbers", State.STOPPED, "none"));
        for (Numbers numbers : health.numbers()) {
            String name = texts.say("health.numbers.of", kept(numbers.lane()));
            if (numbers.left() <= 0) {
                lines.add(new HealthLine(name, State.STOPPED, texts.say("health.numbers.gone", ahead)));
                continue;
            }
            String left = vault.lasting(numbers)
                    .map(time -> texts.say(
                            "health.numbers.lasting",
                            number(numbers.left()),
                            texts.about(time),
                            number(Math.round(vault.hourly(numbers).orElse(0.0)))))
                    .orElseGet(() -> texts.say("health.numbers.idle", number(numbers.left())));
            lines.add(new HealthLine(name, State.WARNING, left));
        }
    }

    /** What lies in a lane, as an administrator knows it. */
    private String kept(Lane lane) {
        Matcher retention = RETENTION.matcher(lane.purpose());
        if (retention.matches()) return texts.say("health.lane.retention", retention.group(1));
        return switch (lane.purpose()) {
            case "people", "staff", "minutes", "drafts", "visits" -> texts.say("health.lane." + lane.purpose());
            default -> lane.purpose();
        };
    }

    private HealthLine vault(VaultHealth health) {
        return health.pending() == 0
                ? texts.line("health.vault", State.GOOD, "good", number(health.ledgerNumber()))
                : texts.line("health.vault", State.WARNING, "pending", number(health.pending()));
    }
}
