package dev.lethe.ui.accounts;

import dev.lethe.command.accounts.OneTimeLink;
import dev.lethe.command.accounts.Password;
import dev.lethe.command.accounts.PasswordOutcome;
import dev.lethe.command.accounts.Staff;
import dev.lethe.command.accounts.StandingAccounts;
import dev.lethe.query.accounts.Accounts;
import dev.lethe.query.projections.ReadModels;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The way in while there is no account at all: a one-time link that whoever runs this installation is shown. It is kept in
 * memory, so every start has a new one until it was used.
 */
@Component
public class FirstAdministrator {

    static final String PATH = "/accounts/first/";

    private final Accounts accounts;
    private final StandingAccounts standing;
    private final ReadModels readModels;
    private final Staff staff;
    private @Nullable OneTimeLink link;

    FirstAdministrator(Accounts accounts, StandingAccounts standing, ReadModels readModels, Staff staff) {
        this.accounts = accounts;
        this.standing = standing;
        this.readModels = readModels;
        this.staff = staff;
    }

    /** The path of the page that makes the first administrator; empty once there is an account. */
    public synchronized Optional<String> link() {
        if (!needed()) return Optional.empty();
        if (link == null) link = OneTimeLink.fresh();
        return Optional.of(PATH + link.secret());
    }

    /** Whether this is the link, and still needed. */
    synchronized boolean isOpenTo(OneTimeLink came) {
        return link != null && same(link, came) && needed();
    }

    /** What cannot be known for certain is answered with no; and who empties a table opens no door. */
    private boolean needed() {
        return readModels.awaitCurrent() && accounts.none() && !standing.anyAdministrator();
    }

    /** Makes the account, once. */
    synchronized PasswordOutcome create(OneTimeLink came, String name, String email, Password password) {
        if (!isOpenTo(came)) return PasswordOutcome.LINK_NOT_VALID;
        PasswordOutcome outcome = staff.createFirstAdministrator(name, email, password);
        if (outcome == PasswordOutcome.CHOSEN) link = null;
        return outcome;
    }

    private static boolean same(OneTimeLink one, OneTimeLink other) {
        return MessageDigest.isEqual(
                one.hash().getBytes(StandardCharsets.US_ASCII), other.hash().getBytes(StandardCharsets.US_ASCII));
    }
}
