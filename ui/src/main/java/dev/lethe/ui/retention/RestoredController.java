package dev.lethe.ui.retention;

import dev.lethe.shredding.Restore;
import dev.lethe.shredding.VaultException;
import dev.lethe.ui.web.Choice;
import dev.lethe.ui.web.Pages;
import dev.lethe.ui.web.Problems;
import dev.lethe.ui.web.Times;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Where an administrator says that a backup was restored, and of when it is. */
@Controller
@RequestMapping("/staff/health/restored")
class RestoredController {

    private final RestoredStores restored;
    private final RetentionWords texts;
    private final Pages pages;

    RestoredController(RestoredStores restored, RetentionWords texts, Pages pages) {
        this.restored = restored;
        this.texts = texts;
        this.pages = pages;
    }

    /** A restore as it is shown. */
    record Line(String store, String told, @Nullable String from) {}

    @GetMapping
    String ask(Model model) {
        return page(model, "", "");
    }

    private String page(Model model, String store, String from) {
        RestoredStores.Outlook outlook = restored.outlook();
        model.addAttribute("due", RetentionController.number(outlook.due()));
        model.addAttribute("living", RetentionController.number(outlook.living()));
        model.addAttribute(
                "found", RetentionController.number(outlook.neverArrived().found()));
        model.addAttribute("heldBack", outlook.neverArrived().heldBack());
        List<Line> lines = restored.all().reversed().stream()
                .map(each -> new Line(
                        texts.say("retention.restored.store." + each.store().name()),
                        Times.minute(each.told()),
                        each.from() == null ? null : Times.minute(each.from())))
                .toList();
        model.addAttribute("restores", lines);
        Set<Restore.Store> awaited = EnumSet.noneOf(Restore.Store.class);
        restored.awaited().forEach(each -> awaited.add(each.store()));
        model.addAttribute(
                "store",
                !store.isEmpty()
                        ? store
                        : awaited.size() == 1 ? awaited.iterator().next().name() : awaited.isEmpty() ? "" : "BOTH");
        model.addAttribute("from", from);
        model.addAttribute(
                "stores",
                Stream.of("VAULT", "EVENTS", "BOTH")
                        .map(each -> Choice.of(each, texts.say("retention.restored.store." + each)))
                        .toList());
        return "retention/restored";
    }

    @PostMapping
    String say(
            @RequestParam(defaultValue = "") String store, @RequestParam(defaultValue = "") String from, Model model) {
        Set<Restore.Store> stores = switch (store) {
            case "VAULT" -> EnumSet.of(Restore.Store.VAULT);
            case "EVENTS" -> EnumSet.of(Restore.Store.EVENTS);
            case "BOTH" -> EnumSet.allOf(Restore.Store.class);
            default -> EnumSet.noneOf(Restore.Store.class);
        };
        var problems = new Problems();
        if (stores.isEmpty()) problems.add("store", texts.say("retention.restored.store.missing"));
        Instant time = restored.time(from).orElse(null);
        if (time == null) problems.add("from", texts.say("retention.restored.from.wrong"));
        if (problems.isEmpty() && time != null) {
            try {
                restored.confirm(stores, time);
                return pages.after("/staff/health/restored");
            } catch (VaultException e) {
                problems.add(texts.say("retention.restored.failed", String.valueOf(e.getMessage())));
            }
        }
        model.addAttribute("problems", problems);
        return page(model, store, from);
    }
}
