package dev.lethe.command.accounts;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.lethe.command.accounts.AccountCommand.ChangeAddress;
import dev.lethe.command.accounts.AccountCommand.ChangePassword;
import dev.lethe.command.accounts.AccountCommand.ChangeProfile;
import dev.lethe.command.accounts.AccountCommand.ChangeRoles;
import dev.lethe.command.accounts.AccountCommand.IssueLink;
import dev.lethe.command.accounts.AccountCommand.IssuedLink;
import dev.lethe.command.accounts.AccountCommand.LinkUse;
import dev.lethe.command.accounts.AccountCommand.OpenAccount;
import dev.lethe.command.accounts.AccountCommand.RefuseSignIn;
import dev.lethe.command.accounts.AccountCommand.ReinstateAccount;
import dev.lethe.command.accounts.AccountCommand.SetUpAccount;
import dev.lethe.command.accounts.AccountCommand.SignIn;
import dev.lethe.command.accounts.AccountCommand.SignOut;
import dev.lethe.command.accounts.AccountCommand.SuspendAccount;
import dev.lethe.command.accounts.AccountCommand.UseLink;
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
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.AccountOpening;
import dev.lethe.command.accounts.model.LinkPurpose;
import dev.lethe.command.accounts.model.PasswordHash;
import dev.lethe.command.accounts.model.PasswordOrigin;
import dev.lethe.command.accounts.model.Profile;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.accounts.model.SignInRefusal;
import dev.lethe.shredding.Personal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** One member of staff's way in. It never sees a name or a password: it compares sealed tokens, which are unlike each time. */
@Aggregate
class Account {

    static final Duration INVITATION_LASTS = Duration.ofDays(3);
    static final Duration RESET_LASTS = Duration.ofDays(1);

    @AggregateIdentifier
    private @Nullable AccountId id;

    private Set<Role> roles = Set.of();
    private boolean suspended;
    private @Nullable Personal<Profile> profile;
    private @Nullable Personal<PasswordHash> password;
    /** The keys of where it is sealed now. What is sealed beside another was sealed before the account moved, and dies. */
    private final Set<UUID> here = new HashSet<>();

    private @Nullable LinkIssued link;

    Account() {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    boolean handle(OpenAccount command, Clock clock) {
        if (id != null) return false;
        Instant now = clock.instant();
        apply(new AccountOpened(command.account(), command.profile(), command.roles(), command.how(), now));
        if (command.password() != null)
            apply(new PasswordChosen(command.account(), command.password(), PasswordOrigin.SET_UP, now));
        return true;
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    boolean handle(SetUpAccount command, Clock clock) {
        Instant now = clock.instant();
        if (id != null && !here.contains(command.beside())) {
            if (!command.elsewhere()) return false;
            apply(new AddressChanged(command.account(), command.profile(), null, null, null, now));
        }
        if (id == null)
            apply(new AccountOpened(
                    command.account(), command.profile(), command.roles(), AccountOpening.OPERATOR, now));
        if (suspended) apply(new AccountReinstated(command.account(), now));
        if (!roles.equals(command.roles())) apply(new RolesChanged(command.account(), command.roles(), now));
        apply(new PasswordChosen(command.account(), command.password(), PasswordOrigin.SET_UP, now));
        return true;
    }

    @CommandHandler
    @Nullable
    IssuedLink handle(IssueLink command, Clock clock) {
        if (suspended) return null;
        Instant now = clock.instant();
        var purpose = password == null ? LinkPurpose.INVITATION : LinkPurpose.RESET;
        Instant expiresAt = now.plus(
                switch (purpose) {
                    case INVITATION -> INVITATION_LASTS;
                    case RESET -> RESET_LASTS;
                });
        apply(new LinkIssued(command.account(), purpose, command.linkHash(), expiresAt, now));
        return new IssuedLink(purpose, expiresAt);
    }

    @CommandHandler
    LinkUse handle(UseLink command, Clock clock) {
        Instant now = clock.instant();
        if (link == null || !link.linkHash().equals(command.linkHash()) || !now.isBefore(link.expiresAt()))
            return LinkUse.NOT_VALID;
        if (!here.contains(command.beside())) return LinkUse.MOVED;
        var origin = switch (link.purpose()) {
            case INVITATION -> PasswordOrigin.INVITATION;
            case RESET -> PasswordOrigin.RESET;
        };
        apply(new PasswordChosen(command.account(), command.password(), origin, now));
        return administrates() ? LinkUse.USED_BY_ADMINISTRATOR : LinkUse.USED;
    }

    @CommandHandler
    boolean handle(ChangePassword command, Clock clock) {
        if (suspended || !Objects.equals(command.known(), password)) return false;
        apply(new PasswordChosen(command.account(), command.password(), PasswordOrigin.OWN_CHANGE, clock.instant()));
        return true;
    }

    @CommandHandler
    boolean handle(ChangeProfile command, Clock clock) {
        if (!here.contains(command.beside())) return false;
        apply(new ProfileChanged(command.account(), command.profile(), clock.instant()));
        return true;
    }

    /** See {@link AddressChanges}. */
    boolean isAsKnown(ChangeAddress command) {
        return Objects.equals(command.knownProfile(), profile) && Objects.equals(command.knownPassword(), password);
    }

    void handle(ChangeAddress command, Instant now) {
        apply(new AddressChanged(
                command.account(), command.profile(), command.password(), command.erasure(), command.replaced(), now));
    }

    @CommandHandler
    boolean handle(ChangeRoles command, Clock clock) {
        if (!roles.equals(command.roles()))
            apply(new RolesChanged(command.account(), command.roles(), clock.instant()));
        return administrates();
    }

    @CommandHandler
    void handle(SuspendAccount command, Clock clock) {
        if (!suspended) apply(new AccountSuspended(command.account(), clock.instant()));
    }

    @CommandHandler
    boolean handle(ReinstateAccount command, Clock clock) {
        if (suspended) apply(new AccountReinstated(command.account(), clock.instant()));
        return administrates();
    }

    @CommandHandler
    boolean handle(SignIn command, Clock clock) {
        Instant now = clock.instant();
        if (!Objects.equals(command.known(), password)) {
            apply(new SignInRefused(command.account(), SignInRefusal.WRONG_PASSWORD, now));
            return false;
        }
        if (suspended) {
            apply(new SignInRefused(command.account(), SignInRefusal.SUSPENDED, now));
            return false;
        }
        apply(new SignedIn(command.account(), now));
        return true;
    }

    @CommandHandler
    void handle(RefuseSignIn command, Clock clock) {
        apply(new SignInRefused(command.account(), command.why(), clock.instant()));
    }

    @CommandHandler
    void handle(SignOut command, Clock clock) {
        apply(new SignedOut(command.account(), clock.instant()));
    }

    private boolean administrates() {
        return roles.contains(Role.ADMINISTRATOR) && password != null && !suspended;
    }

    @EventSourcingHandler
    void on(AccountEvent event) {
        switch (event) {
            case AccountOpened opened -> {
                id = opened.account();
                roles = opened.roles();
                profile = opened.profile();
                here.add(opened.profile().keyId());
            }
            case LinkIssued issued -> link = issued;
            case PasswordChosen chosen -> {
                password = chosen.password();
                here.add(chosen.password().keyId());
                link = null;
            }
            case RolesChanged changed -> roles = changed.roles();
            case AccountSuspended _ -> {
                suspended = true;
                link = null;
            }
            case AccountReinstated _ -> suspended = false;
            case ProfileChanged changed -> {
                profile = changed.profile();
                here.add(changed.profile().keyId());
            }
            case AddressChanged changed -> {
                profile = changed.profile();
                password = changed.password();
                here.clear();
                here.add(changed.profile().keyId());
            }
            case SignedIn _, SignInRefused _, SignedOut _ -> {}
        }
    }
}
