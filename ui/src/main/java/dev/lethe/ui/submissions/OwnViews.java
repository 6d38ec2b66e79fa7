package dev.lethe.ui.submissions;

import dev.lethe.command.submissions.model.ViewId;
import dev.lethe.command.submissions.model.ViewName;
import dev.lethe.query.submissions.Views;
import dev.lethe.query.submissions.Views.ViewRow;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.Opened.Erased;
import dev.lethe.shredding.Opened.Known;
import dev.lethe.shredding.Opened.Restricted;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.Unsealing;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.web.Times;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The views that a member of staff keeps, opened for themselves and for nobody else. */
@Component
class OwnViews {

    private static final Logger log = LoggerFactory.getLogger(OwnViews.class);

    private final Views views;
    private final ReportPages pages;
    private final Unsealing vault;

    OwnViews(Views views, ReportPages pages, Unsealing vault) {
        this.views = views;
        this.pages = pages;
        this.vault = vault;
    }

    /**
     * A view as it is shown. Its text form does not show its name.
     *
     * @param name what its owner calls it, or in plain words why that is not known
     * @param form the title of its form, or what all forms are called
     */
    record Shown(ViewId id, String name, String form) {
        @Override
        public String toString() {
            return "Shown[" + id + "]";
        }
    }

    /** The latest first. */
    List<Shown> of(StaffMember owner) {
        List<ViewRow> rows = views.of(owner.account());
        if (rows.isEmpty()) return List.of();
        Openings openings = vault.openAll(rows.stream().map(ViewRow::name).toList());
        var titles = pages.titles();
        return rows.stream()
                .map(row -> new Shown(
                        row.id(),
                        name(row, openings),
                        row.settings().form() == null
                                ? pages.say("submissions.all")
                                : titles.getOrDefault(row.settings().form(), "")))
                .toList();
    }

    private String name(ViewRow row, Openings openings) {
        try {
            return switch (openings.of(row.name())) {
                case Known<ViewName>(var name) -> name.text();
                case Erased<ViewName>(var when, var _) -> pages.say("submissions.erased", Times.day(when));
                case Restricted<ViewName>(var since, var _) -> pages.say("submissions.restricted", Times.day(since));
            };
        } catch (CannotBeOpenedException alarm) {
            log.error("ALARM: key {} should open and does not: {}", alarm.keyId(), alarm.why());
            return pages.say("submissions.alarm");
        }
    }
}
