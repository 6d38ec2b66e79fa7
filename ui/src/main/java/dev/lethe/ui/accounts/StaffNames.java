package dev.lethe.ui.accounts;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.audit.Looks;
import dev.lethe.command.audit.model.Occasion;
import dev.lethe.query.accounts.Accounts;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Opens the names of members of staff for one page. */
@Component
public class StaffNames {

    private final Accounts accounts;
    private final Profiles profiles;
    private final Looks looks;
    private final Say say;

    StaffNames(Accounts accounts, Profiles profiles, Looks looks, Say say) {
        this.accounts = accounts;
        this.profiles = profiles;
        this.looks = looks;
        this.say = say;
    }

    /**
     * What to show for each of these accounts: the name, or in plain words that it was erased, is not known, or cannot be
     * opened. The reader's look at the others' names is recorded first.
     *
     * @return a text for every account asked for
     */
    public Map<AccountId, String> shownTo(AccountId reader, Collection<AccountId> asked) {
        List<AccountId> each = asked.stream().distinct().toList();
        Map<AccountId, String> names = new HashMap<>();
        for (AccountId account : each) names.put(account, say.text("accounts.name.unknown"));
        if (each.isEmpty()) return names;
        List<UUID> others = each.stream()
                .filter(account -> !account.equals(reader))
                .map(AccountId::value)
                .toList();
        if (!others.isEmpty()) looks.record(reader, Occasion.ACCOUNTS, others);
        profiles.open(accounts.byIds(each)).forEach((account, shown) -> names.put(account, shown.name()));
        return names;
    }
}
