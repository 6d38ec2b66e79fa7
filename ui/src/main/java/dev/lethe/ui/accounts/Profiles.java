package dev.lethe.ui.accounts;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.Profile;
import dev.lethe.query.accounts.AccountRow;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.Opened.Erased;
import dev.lethe.shredding.Opened.Known;
import dev.lethe.shredding.Opened.Restricted;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.Sealed;
import dev.lethe.shredding.Unsealing;
import dev.lethe.ui.web.Times;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Opens the profiles of a page, with one look at the keys. */
@Component
class Profiles {

    private static final Logger LOG = LoggerFactory.getLogger(Profiles.class);

    private final Unsealing vault;
    private final Say say;

    Profiles(Unsealing vault, Say say) {
        this.vault = vault;
        this.say = say;
    }

    /** What a page shows of an account's owner. Its text form does not show it. */
    sealed interface Shown {

        /** The name, or what stands in its place. */
        String name();

        record Person(String name, String email) implements Shown {
            @Override
            public String toString() {
                return "Person[…]";
            }
        }

        /** Erased or restricted, with the words that say so. */
        record Gone(String name) implements Shown {}

        /** It should open and does not, with the words that say so. */
        record Alarm(String name) implements Shown {}

        /** The address; empty when there is none to show. */
        default String email() {
            return this instanceof Person person ? person.email() : "";
        }
    }

    Shown open(AccountRow row) {
        return open(List.of(row)).values().iterator().next();
    }

    Map<AccountId, Shown> open(Collection<AccountRow> rows) {
        Map<AccountId, Shown> shown = new LinkedHashMap<>();
        if (rows.isEmpty()) return shown;
        Openings openings = vault.openAll(rows.stream().map(Profiles::sealed).toList());
        for (AccountRow row : rows) shown.put(row.account(), shown(row, openings));
        return shown;
    }

    private Shown shown(AccountRow row, Openings openings) {
        try {
            return switch (openings.of(sealed(row))) {
                case Known<Profile>(var profile) -> new Shown.Person(profile.name(), profile.email());
                case Erased<Profile>(var when, var _) ->
                    new Shown.Gone(say.text("accounts.name.erased", Times.day(when)));
                case Restricted<Profile>(var since, var _) ->
                    new Shown.Gone(say.text("accounts.name.restricted", Times.day(since)));
            };
        } catch (CannotBeOpenedException e) {
            LOG.error("The profile of account {} cannot be opened: {}", row.account(), e.getMessage());
            return new Shown.Alarm(say.text("accounts.name.alarm"));
        }
    }

    private static Sealed<Profile> sealed(AccountRow row) {
        return Profile.PROFILE.at(row.account(), row.profile());
    }
}
