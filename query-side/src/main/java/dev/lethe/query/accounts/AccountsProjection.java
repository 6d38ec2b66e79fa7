package dev.lethe.query.accounts;

import dev.lethe.command.accounts.events.AccountEvent;
import dev.lethe.command.accounts.events.AccountEvent.AccountOpened;
import dev.lethe.command.accounts.events.AccountEvent.AccountReinstated;
import dev.lethe.command.accounts.events.AccountEvent.AccountSuspended;
import dev.lethe.command.accounts.events.AccountEvent.AddressChanged;
import dev.lethe.command.accounts.events.AccountEvent.LinkIssued;
import dev.lethe.command.accounts.events.AccountEvent.PasswordChosen;
import dev.lethe.command.accounts.events.AccountEvent.ProfileChanged;
import dev.lethe.command.accounts.events.AccountEvent.RolesChanged;
import dev.lethe.command.accounts.events.AccountEvent.SignInRefused;
import dev.lethe.command.accounts.events.AccountEvent.SignedIn;
import dev.lethe.command.accounts.events.AccountEvent.SignedOut;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.query.projections.Projection;
import dev.lethe.query.projections.Recorded;
import dev.lethe.query.projections.Rows;
import dev.lethe.query.projections.Rows.Table;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

@Component
class AccountsProjection implements Projection<AccountEvent> {

    private static final Table ACCOUNT = new Table("account", "id", "profile", "roles", "suspended", "opened_at");

    private static final String NO_LINK = "link_hash = NULL, link_purpose = NULL, link_expires_at = NULL";

    @Override
    public String name() {
        return "accounts";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<AccountEvent> reads() {
        return AccountEvent.class;
    }

    @Override
    public void project(AccountEvent event, Recorded recorded, Rows rows) {
        UUID account = event.account().value();
        switch (event) {
            case AccountOpened opened ->
                rows.insert(ACCOUNT, account, opened.profile().bytes(), names(opened.roles()), false, opened.at());
            case LinkIssued issued ->
                rows.change(
                        "UPDATE account SET link_hash = ?, link_purpose = ?, link_expires_at = ? WHERE id = ?",
                        issued.linkHash(),
                        issued.purpose().name(),
                        issued.expiresAt(),
                        account);
            case PasswordChosen chosen ->
                rows.change(
                        "UPDATE account SET password = ?, " + NO_LINK + " WHERE id = ?",
                        chosen.password().bytes(),
                        account);
            case ProfileChanged changed ->
                rows.change(
                        "UPDATE account SET profile = ? WHERE id = ?",
                        changed.profile().bytes(),
                        account);
            case AddressChanged changed ->
                rows.change(
                        "UPDATE account SET profile = ?, password = ? WHERE id = ?",
                        changed.profile().bytes(),
                        changed.password() == null ? null : changed.password().bytes(),
                        account);
            case RolesChanged changed ->
                rows.change("UPDATE account SET roles = ? WHERE id = ?", names(changed.roles()), account);
            case AccountSuspended _ ->
                rows.change("UPDATE account SET suspended = true, " + NO_LINK + " WHERE id = ?", account);
            case AccountReinstated _ -> rows.change("UPDATE account SET suspended = false WHERE id = ?", account);
            case SignedIn in -> rows.change("UPDATE account SET signed_in_at = ? WHERE id = ?", in.at(), account);
            case SignInRefused _, SignedOut _ -> {}
        }
    }

    private static String[] names(Set<Role> roles) {
        return roles.stream().map(Role::name).toArray(String[]::new);
    }
}
