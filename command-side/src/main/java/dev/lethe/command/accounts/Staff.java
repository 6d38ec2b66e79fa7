package dev.lethe.command.accounts;

import static dev.lethe.command.accounts.model.PasswordHash.PASSWORD;
import static dev.lethe.command.accounts.model.Profile.PROFILE;

import dev.lethe.command.Actor;
import dev.lethe.command.RefusedCommits;
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
import dev.lethe.command.accounts.AdministratorsCommand.AppointAdministrator;
import dev.lethe.command.accounts.AdministratorsCommand.AppointFirstAdministrator;
import dev.lethe.command.accounts.AdministratorsCommand.DismissAdministrator;
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.AccountOpening;
import dev.lethe.command.accounts.model.LinkPurpose;
import dev.lethe.command.accounts.model.PasswordHash;
import dev.lethe.command.accounts.model.Profile;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.accounts.model.SignInRefusal;
import dev.lethe.shredding.AddressTakenException;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.EventHistory;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Opened.Erased;
import dev.lethe.shredding.Opened.Known;
import dev.lethe.shredding.Opened.Restricted;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.Replaced;
import dev.lethe.shredding.Replacement;
import dev.lethe.shredding.Replacing;
import dev.lethe.shredding.Sealed;
import dev.lethe.shredding.Sealing;
import dev.lethe.shredding.StaffDirectory;
import dev.lethe.shredding.Unsealing;
import dev.lethe.shredding.VaultException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The accounts of members of staff: makes them, lets their owners in, and changes them. Names, addresses and passwords are
 * sealed here, before any command is sent.
 *
 * <p>An account's id stands beside its address in the vault, sealed as that is. The vault gives an address one subject and no
 * second, and the event store gives an id one account and no second: so one address has one account, also when two people
 * are invited to it at once, and an address whose account a crash prevented can still get one.
 *
 * <p>Methods throw {@link VaultException} when the vault cannot be reached; then nothing has changed.
 */
@Component
public class Staff {

    private static final Logger LOG = LoggerFactory.getLogger(Staff.class);

    /** In characters. */
    public static final int LONGEST_NAME = 150;

    private final Sealing sealing;
    private final Unsealing unsealing;
    private final StaffDirectory directory;
    private final Replacing replacing;
    private final CommandGateway commands;
    private final Passwords passwords;
    private final StandingAccounts standing;
    private final List<BesideAccounts> beside;
    private final EventHistory events;

    Staff(
            Sealing sealing,
            Unsealing unsealing,
            StaffDirectory directory,
            Replacing replacing,
            CommandGateway commands,
            Passwords passwords,
            StandingAccounts standing,
            ObjectProvider<BesideAccounts> beside,
            EventHistory events) {
        this.sealing = sealing;
        this.unsealing = unsealing;
        this.directory = directory;
        this.replacing = replacing;
        this.commands = commands;
        this.passwords = passwords;
        this.standing = standing;
        this.beside = beside.orderedStream().toList();
        this.events = events;
    }

    /** A link that was made, to be handed over once. Its text form does not show the secret. */
    public record Handover(AccountId account, LinkPurpose purpose, OneTimeLink link, Instant expiresAt) {}

    /**
     * Makes an account whose owner chooses the first password with the link.
     *
     * @param roles at least one
     * @return empty when the address has an account
     * @throws IllegalArgumentException when this cannot be a name or an e-mail address; the message does not repeat it
     */
    public Optional<Handover> invite(String name, String email, Set<Role> roles, AccountId by) {
        requireRoles(roles);
        var profile = profile(name, email);
        try (Place place = place(Identifier.email(email))) {
            boolean opened = kept(
                    place.keys(),
                    new OpenAccount(
                            place.account(),
                            place.keys().seal(0, PROFILE.in(place.account()), profile),
                            roles,
                            AccountOpening.INVITED,
                            null),
                    by);
            return opened ? issueLink(place.account(), by) : Optional.empty();
        }
    }

    /**
     * Makes a link with which the account's owner chooses a password: the first one, or another one. An earlier link ends.
     *
     * @return empty when the account is suspended
     */
    public Optional<Handover> issueLink(AccountId account, AccountId by) {
        var link = OneTimeLink.fresh();
        @Nullable IssuedLink issued = send(new IssueLink(account, link.hash()), by);
        return Optional.ofNullable(issued).map(made -> new Handover(account, made.purpose(), link, made.expiresAt()));
    }

    /**
     * Makes the account of the first administrator. To be called only while there is no account at all.
     *
     * @return {@link PasswordOutcome#LINK_NOT_VALID} when the address has an account after all
     * @throws IllegalArgumentException when this cannot be a name or an e-mail address; the message does not repeat it
     */
    public PasswordOutcome createFirstAdministrator(String name, String email, Password password) {
        var profile = profile(name, email);
        var problem = passwords.problem(password, profile);
        if (problem.isPresent()) return problem.get();
        var hash = passwords.hash(password);
        try (Place place = place(Identifier.email(email))) {
            AccountId account = place.account();
            send(new AppointFirstAdministrator(account), account);
            boolean opened = kept(
                    place.keys(),
                    new OpenAccount(
                            account,
                            place.keys().seal(0, PROFILE.in(account), profile),
                            Set.of(Role.ADMINISTRATOR),
                            AccountOpening.FIRST_ADMINISTRATOR,
                            place.keys().seal(0, PASSWORD.in(account), hash)),
                    account);
            return opened ? PasswordOutcome.CHOSEN : PasswordOutcome.LINK_NOT_VALID;
        }
    }

    /**
     * Makes an account with this password, or gives the account of this address these roles and this password and ends its
     * suspension: for whoever runs this installation. The same again changes nothing but the password. An account whose change of
     * address was lost with its events is where that address leads, from then on.
     *
     * @throws IllegalArgumentException when this cannot be a name, an e-mail address, or an acceptable password; the
     *     message does not repeat it
     */
    public AccountId setUp(String name, String email, Set<Role> roles, Password password) {
        requireRoles(roles);
        var profile = profile(name, email);
        passwords.problem(password, profile).ifPresent(problem -> {
            throw new IllegalArgumentException("The password cannot be accepted: " + problem);
        });
        var hash = passwords.hash(password);
        try (Place place = place(Identifier.email(email))) {
            AccountId account = place.account();
            if (!roles.contains(Role.ADMINISTRATOR) && !dismissed(account, null))
                throw new IllegalArgumentException("The last administrator must stay one");
            boolean done = kept(
                    place.keys(),
                    new SetUpAccount(
                            account,
                            place.keys().seal(0, PROFILE.in(account), profile),
                            roles,
                            place.beside(),
                            place.elsewhere(),
                            place.keys().seal(0, PASSWORD.in(account), hash)),
                    null);
            if (!done) throw moved();
            if (roles.contains(Role.ADMINISTRATOR)) send(new AppointAdministrator(account), null);
            return account;
        }
    }

    /**
     * Chooses a password with a one-time link.
     *
     * @param profile the account's profile, which the password must not repeat
     */
    public PasswordOutcome choosePassword(
            AccountId account, OneTimeLink link, Personal<Profile> profile, Password password) {
        return switch (open(PROFILE.at(account, profile))) {
            case Erased<Profile> _, Restricted<Profile> _ -> PasswordOutcome.LINK_NOT_VALID;
            case Known<Profile>(var known) -> {
                var problem = passwords.problem(password, known);
                if (problem.isPresent()) yield problem.get();
                try (RecordKeys keys = sealing.moreKeysBeside(profile.keyId(), 1)) {
                    var sealed = keys.seal(0, PASSWORD.in(account), passwords.hash(password));
                    LinkUse use = kept(keys, new UseLink(account, link.hash(), profile.keyId(), sealed), account);
                    yield switch (use) {
                        case MOVED -> throw moved();
                        case NOT_VALID -> PasswordOutcome.LINK_NOT_VALID;
                        case USED -> PasswordOutcome.CHOSEN;
                        case USED_BY_ADMINISTRATOR -> {
                            send(new AppointAdministrator(account), account);
                            yield PasswordOutcome.CHOSEN;
                        }
                    };
                }
            }
        };
    }

    /**
     * Replaces one's own password.
     *
     * @param profile the account's profile, which the password must not repeat
     * @param current what the account's password is
     * @param typed what its owner says that it is
     */
    public PasswordOutcome changePassword(
            AccountId account,
            Personal<Profile> profile,
            Personal<PasswordHash> current,
            Password typed,
            Password password) {
        if (!knows(account, current, typed)) return PasswordOutcome.WRONG_OLD_PASSWORD;
        return switch (open(PROFILE.at(account, profile))) {
            case Erased<Profile> _, Restricted<Profile> _ -> PasswordOutcome.WRONG_OLD_PASSWORD;
            case Known<Profile>(var known) -> {
                var problem = passwords.problem(password, known);
                if (problem.isPresent()) yield problem.get();
                try (RecordKeys keys = sealing.moreKeysBeside(profile.keyId(), 1)) {
                    var sealed = keys.seal(0, PASSWORD.in(account), passwords.hash(password));
                    boolean changed = kept(keys, new ChangePassword(account, current, sealed), account);
                    yield changed ? PasswordOutcome.CHOSEN : PasswordOutcome.WRONG_OLD_PASSWORD;
                }
            }
        };
    }

    /**
     * Changes one's own name.
     *
     * @param profile what it is now: the address stays
     * @throws IllegalArgumentException when this cannot be a name; the message does not repeat it
     */
    public void changeName(AccountId account, Personal<Profile> profile, String name) {
        switch (open(PROFILE.at(account, profile))) {
            case Erased<Profile> _, Restricted<Profile> _ -> {} // nothing new is sealed for them
            case Known<Profile>(var known) -> {
                var changed = profile(name, known.email());
                if (changed.equals(known)) return;
                try (RecordKeys keys = sealing.moreKeysBeside(profile.keyId(), 1)) {
                    var sealed = keys.seal(0, PROFILE.in(account), changed);
                    boolean done = kept(keys, new ChangeProfile(account, profile.keyId(), sealed), account);
                    if (!done) throw moved();
                }
            }
        }
    }

    /** What became of a change of somebody's address. */
    public enum AddressOutcome {
        CHANGED,
        /** It is the address already. */
        SAME,
        /** Another member of staff has that address. */
        TAKEN,
        /** There is no such account, or it was erased. */
        NO_ACCOUNT
    }

    /**
     * Changes the address with which somebody signs in. Everything of theirs is sealed anew under it, and what stood under the old one is
     * destroyed: the old address leads nowhere any more. Password, sessions, links and views stay as they are.
     *
     * @param shown waits until pages show it: none is to name what is dead
     * @throws IllegalArgumentException when this cannot be an e-mail address; the message does not repeat it
     * @throws VaultException when it cannot be done now. Nothing has changed then, unless the store of the events did not answer: whether
     *     it has is told by the account within some hours
     */
    public AddressOutcome changeAddress(AccountId account, String email, AccountId by, Runnable shown) {
        Identifier address = Identifier.email(email);
        StandingAccount now = standing.of(account).orElse(null);
        if (now == null) return AddressOutcome.NO_ACCOUNT;
        if (!(open(PROFILE.at(account, now.profile())) instanceof Known<Profile>(Profile known)))
            return AddressOutcome.NO_ACCOUNT;
        if (Identifier.plain(Identifier.Kind.EMAIL, email).equals(known.email())) return AddressOutcome.SAME;
        PasswordHash hash = null;
        if (now.password() != null) {
            if (!(open(PASSWORD.at(account, now.password())) instanceof Known<PasswordHash>(PasswordHash password)))
                return AddressOutcome.NO_ACCOUNT;
            hash = password;
        }
        Optional<StaffDirectory.MemberOfStaff> other = directory.memberOfStaff(address);
        if (other.isPresent() && !other.get().account().equals(account.value())) return AddressOutcome.TAKEN;
        UUID erasure = UUID.randomUUID();
        Replacement replacement =
                new Replacement(erasure, now.key(), List.of(address, Identifier.account(account.value())), by.value());
        boolean sent = false;
        boolean stored;
        try (RecordKeys keys = replacing.replace(replacement)) {
            List<BesideAccounts.Moved> moved = beside.stream()
                    .flatMap(each -> each.sealAnew(account, keys).stream())
                    .toList();
            ChangeAddress change = new ChangeAddress(
                    account,
                    now.profile(),
                    now.password(),
                    keys.seal(0, PROFILE.in(account), profile(known.name(), email)),
                    hash == null ? null : keys.seal(0, PASSWORD.in(account), hash),
                    erasure,
                    keys.seal(0, Replaced.REPLACED.in(account), replacement.said()),
                    moved);
            sent = true;
            stored = send(change, by);
        } catch (AddressTakenException _) {
            return AddressOutcome.TAKEN;
        } catch (RuntimeException e) {
            // What was sent and not refused may be stored or not: the vault asks by the hour, and at the next start
            boolean refused = sent && RefusedCommits.is(e);
            if (!sent || refused) giveUp(erasure);
            if (refused) throw moved();
            throw e instanceof VaultException ? e : new VaultException("The address could not be changed now", e);
        }
        if (!stored) {
            giveUp(erasure);
            throw moved();
        }
        try {
            shown.run();
            replacing.completeReplacement(erasure, events);
        } catch (VaultException | EventStoreException e) {
            LOG.warn(
                    "The address of account {} is changed, and what stood under the old one ends within the hour: {}",
                    account,
                    e.getMessage());
        }
        return AddressOutcome.CHANGED;
    }

    /** No event of it is stored, for certain. The vault may not have begun it at all. */
    private void giveUp(UUID erasure) {
        try {
            replacing.giveUpReplacement(erasure, events);
        } catch (VaultException | EventStoreException e) {
            LOG.warn("What was begun for a change of address goes within hours: {}", e.getMessage());
        }
    }

    /**
     * Opens something of an account's.
     *
     * @throws VaultException when its events are older than the vault: not to be told from a wrong password to whoever signs in
     */
    private <T> Opened<T> open(Sealed<T> value) {
        try {
            return unsealing.open(value);
        } catch (CannotBeOpenedException e) {
            if (e.why() != CannotBeOpenedException.Why.REPLACED) throw e;
            throw new VaultException(
                    "The events of this account are older than its address: restore newer events, or set it up again with"
                            + " ./lethe create-account",
                    e);
        }
    }

    private static VaultException moved() {
        return new VaultException("The account was changed by somebody else at this moment: try again");
    }

    /** Sends what was sealed, and asks afterwards whether its place was given up meanwhile. */
    private <R> R kept(RecordKeys keys, Object command, @Nullable AccountId by) {
        R answer = send(command, by);
        if (keys.areDestroyed()) throw moved();
        return answer;
    }

    /**
     * Gives an account these roles and takes all others away.
     *
     * @param roles at least one
     * @return false when that would leave nobody to administrate; nothing has changed then
     */
    public boolean setRoles(AccountId account, Set<Role> roles, AccountId by) {
        requireRoles(roles);
        if (!roles.contains(Role.ADMINISTRATOR) && !dismissed(account, by)) return false;
        boolean administrates = send(new ChangeRoles(account, roles), by);
        if (administrates) send(new AppointAdministrator(account), by);
        return true;
    }

    /**
     * Lets nobody sign in to an account until it is reinstated.
     *
     * @return false when that would leave nobody to administrate; nothing has changed then
     */
    public boolean suspend(AccountId account, AccountId by) {
        if (!dismissed(account, by)) return false;
        send(new SuspendAccount(account), by);
        return true;
    }

    /** Ends a suspension. */
    public void reinstate(AccountId account, AccountId by) {
        boolean administrates = send(new ReinstateAccount(account), by);
        if (administrates) send(new AppointAdministrator(account), by);
    }

    /**
     * Lets the owner of an account in, which is recorded before this returns.
     *
     * @param current what the account's password is; null when none was chosen yet
     * @param recorder records a refusal: how long that takes must not tell that there is an account
     * @return whether this was the password and the account is not suspended
     */
    public boolean signIn(
            AccountId account, @Nullable Personal<PasswordHash> current, Password typed, Executor recorder) {
        if (current == null) {
            passwords.matchNobody(typed);
            refuse(account, SignInRefusal.NO_PASSWORD_YET, recorder);
            return false;
        }
        if (!knows(account, current, typed)) {
            refuse(account, SignInRefusal.WRONG_PASSWORD, recorder);
            return false;
        }
        return send(new SignIn(account, current), account);
    }

    /** Does the work of {@link #signIn} for an address that has no account. */
    public void signInOfNobody(Password typed) {
        passwords.matchNobody(typed);
    }

    /** Records that no further tries at this account's password are looked at for a while. */
    public void tooManyTries(AccountId account, Executor recorder) {
        refuse(account, SignInRefusal.TOO_MANY_TRIES, recorder);
    }

    /**
     * A key for something that is to be good for as long as an account has this password, 32 bytes. It is derived from the
     * password's hash, which is sealed: without the keys of the vault nobody can make it.
     *
     * @param purpose a name of its own, as {@code device}
     * @return empty when the account was erased
     */
    public Optional<byte[]> keyOfPassword(AccountId account, Personal<PasswordHash> current, String purpose) {
        return hash(account, current).map(hash -> hash.key("lethe/1/password/" + purpose));
    }

    /** Records that the owner of an account signed out. */
    public void signOut(AccountId account) {
        send(new SignOut(account), account);
    }

    private boolean knows(AccountId account, Personal<PasswordHash> current, Password typed) {
        Optional<PasswordHash> hash = hash(account, current);
        if (hash.isPresent()) return passwords.matches(typed, hash.get());
        passwords.matchNobody(typed);
        return false;
    }

    /**
     * Empty when the account was erased, or its events are older than its address: whoever tries to sign in must not be told which
     * accounts there are.
     */
    private Optional<PasswordHash> hash(AccountId account, Personal<PasswordHash> current) {
        try {
            return unsealing.open(PASSWORD.at(account, current)) instanceof Known<PasswordHash>(PasswordHash hash)
                    ? Optional.of(hash)
                    : Optional.empty();
        } catch (CannotBeOpenedException e) {
            if (e.why() != CannotBeOpenedException.Why.REPLACED) throw e;
            LOG.error("ALARM: the password of account {} cannot be opened: {}", account, e.getMessage());
            return Optional.empty();
        }
    }

    /** Whoever tried is not known, so nobody is named as the actor. */
    private void refuse(AccountId account, SignInRefusal why, Executor recorder) {
        recorder.execute(() -> send(new RefuseSignIn(account, why), null));
    }

    private boolean dismissed(AccountId account, @Nullable AccountId by) {
        return send(new DismissAdministrator(account), by);
    }

    /** Whether this can be a person's name: not blank, of one line, and at most {@value #LONGEST_NAME} characters. */
    public static boolean isName(String name) {
        String plain = Identifier.plain(Identifier.Kind.NAME, name);
        return !plain.isEmpty()
                && plain.length() <= LONGEST_NAME
                && name.strip().chars().noneMatch(Character::isISOControl);
    }

    private static Profile profile(String name, String email) {
        if (!isName(name)) throw new IllegalArgumentException("Not a name");
        return new Profile(
                Identifier.plain(Identifier.Kind.NAME, name), Identifier.plain(Identifier.Kind.EMAIL, email));
    }

    private static void requireRoles(Set<Role> roles) {
        if (roles.isEmpty()) throw new IllegalArgumentException("An account has at least one role");
    }

    /**
     * Where an address has its account, or will have it, with a key for new values.
     *
     * @param beside a key of it that is there already
     * @param elsewhere whether the account's own events name another place, which is given up
     */
    private record Place(AccountId account, UUID beside, boolean elsewhere, RecordKeys keys) implements AutoCloseable {
        @Override
        public void close() {
            keys.close();
        }
    }

    private Place place(Identifier email) {
        Optional<StaffDirectory.MemberOfStaff> there = directory.memberOfStaff(email);
        if (there.isEmpty()) {
            AccountId fresh = new AccountId(UUID.randomUUID());
            try {
                RecordKeys keys = sealing.newKeys(List.of(new Owner.Named(
                        Lane.STAFF, Population.STAFF, List.of(email, Identifier.account(fresh.value())))));
                return new Place(fresh, keys.keyId(0), false, keys);
            } catch (VaultException e) {
                there = directory.memberOfStaff(email); // somebody else was faster, or the vault is in trouble
                if (there.isEmpty()) throw e;
            }
        }
        StaffDirectory.MemberOfStaff member = there.get();
        AccountId account = new AccountId(member.account());
        StandingAccount now = standing.of(account).orElse(null);
        boolean elsewhere = now != null && isElsewhere(now);
        UUID beside = now == null || elsewhere ? member.key() : now.key();
        return new Place(account, beside, elsewhere, sealing.moreKeysBeside(beside, 1));
    }

    /** Whether the events of an account are older than its address: those that told of the change were lost. */
    private boolean isElsewhere(StandingAccount account) {
        try {
            unsealing.open(PROFILE.at(account.account(), account.profile()));
            return false;
        } catch (CannotBeOpenedException e) {
            return e.why() == CannotBeOpenedException.Why.REPLACED;
        }
    }

    /** Sends a command and waits until its events are durable. */
    private <R> R send(Object command, @Nullable AccountId actor) {
        return commands.sendAndWait(new GenericCommandMessage<>(command, Actor.metadata(actor)));
    }
}
