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
import dev.lethe.command.accounts.events.AdministratorsEvent;
import dev.lethe.command.accounts.events.AdministratorsEvent.AdministratorAppointed;
import dev.lethe.command.accounts.events.AdministratorsEvent.AdministratorDismissed;
import dev.lethe.command.accounts.events.AdministratorsEvent.FirstAdministratorAppointed;
import dev.lethe.query.audit.AuditKind;
import dev.lethe.query.audit.AuditLine;
import dev.lethe.query.audit.AuditWords;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Accounts and those who administrate, in the audit trail. */
@Component
class AccountWords implements AuditWords {

    private static final AuditKind OPENED = kind("opened");
    private static final AuditKind LINK_ISSUED = kind("link-issued");
    private static final AuditKind PASSWORD_CHOSEN = kind("password-chosen");
    private static final AuditKind PROFILE_CHANGED = kind("profile-changed");
    private static final AuditKind ADDRESS_CHANGED = kind("address-changed");
    private static final AuditKind ROLES_CHANGED = kind("roles-changed");
    private static final AuditKind SUSPENDED = kind("suspended");
    private static final AuditKind REINSTATED = kind("reinstated");
    private static final AuditKind APPOINTED = kind("administrator-appointed");
    private static final AuditKind DISMISSED = kind("administrator-dismissed");
    private static final AuditKind SIGNED_IN = kind("signed-in");
    private static final AuditKind SIGN_IN_REFUSED = kind("sign-in-refused");
    private static final AuditKind SIGNED_OUT = kind("signed-out");

    private static AuditKind kind(String code) {
        return new AuditKind("account." + code, "");
    }

    @Override
    public int order() {
        return 600;
    }

    @Override
    public List<AuditKind> kinds() {
        return List.of(
                OPENED,
                LINK_ISSUED,
                PASSWORD_CHOSEN,
                PROFILE_CHANGED,
                ADDRESS_CHANGED,
                ROLES_CHANGED,
                SUSPENDED,
                REINSTATED,
                APPOINTED,
                DISMISSED,
                SIGNED_IN,
                SIGN_IN_REFUSED,
                SIGNED_OUT);
    }

    @Override
    public List<Telling<?>> tellings() {
        return List.of(
                new Telling<>(AccountEvent.class, AccountWords::account),
                new Telling<>(AdministratorsEvent.class, AccountWords::administrators));
    }

    private static AuditLine account(AccountEvent event, @Nullable UUID actor) {
        UUID account = event.account().value();
        return switch (event) {
            case AccountOpened e -> new AuditLine(OPENED, actor, account).detail(e.how());
            case LinkIssued e -> new AuditLine(LINK_ISSUED, actor, account).detail(e.purpose());
            case PasswordChosen e -> new AuditLine(PASSWORD_CHOSEN, actor, account).detail(e.origin());
            case ProfileChanged _ -> new AuditLine(PROFILE_CHANGED, actor, account);
            case AddressChanged _ -> new AuditLine(ADDRESS_CHANGED, actor, account);
            case RolesChanged e -> new AuditLine(ROLES_CHANGED, actor, account).detail(e.roles());
            case AccountSuspended _ -> new AuditLine(SUSPENDED, actor, account);
            case AccountReinstated _ -> new AuditLine(REINSTATED, actor, account);
            // Before they are let in nobody is an actor yet; letting somebody in makes them one.
            case SignedIn _ -> new AuditLine(SIGNED_IN, account, account);
            case SignInRefused e -> new AuditLine(SIGN_IN_REFUSED, actor, account).detail(e.why());
            case SignedOut _ -> new AuditLine(SIGNED_OUT, account, account);
        };
    }

    private static AuditLine administrators(AdministratorsEvent event, @Nullable UUID actor) {
        UUID account = event.account().value();
        return switch (event) {
            case FirstAdministratorAppointed _ -> new AuditLine(APPOINTED, actor, account);
            case AdministratorAppointed _ -> new AuditLine(APPOINTED, actor, account);
            case AdministratorDismissed _ -> new AuditLine(DISMISSED, actor, account);
        };
    }
}
