package dev.lethe.ui.health;

import dev.lethe.ui.health.HealthLine.State;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** How this Lethe is, for administrators. */
@Controller
class HealthController {

    private final HealthWatch watch;
    private final HealthTexts texts;

    HealthController(HealthWatch watch, HealthTexts texts) {
        this.watch = watch;
        this.texts = texts;
    }

    /** A line as it is shown. */
    record Shown(String name, String state, String word, String text) {}

    @GetMapping("/staff/health")
    String health(Model model) {
        List<HealthLine> lines = watch.lines();
        model.addAttribute("lines", lines.stream().map(this::shown).toList());
        State worst =
                lines.stream().map(HealthLine::state).max(State::compareTo).orElse(State.GOOD);
        model.addAttribute("worst", worst.name());
        return "health/health";
    }

    private Shown shown(HealthLine line) {
        String state = line.state().name();
        return new Shown(line.name(), state.toLowerCase(Locale.ROOT), texts.say("health.state." + state), line.text());
    }
}
