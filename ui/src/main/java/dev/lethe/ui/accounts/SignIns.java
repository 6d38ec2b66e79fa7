package dev.lethe.ui.accounts;

import dev.lethe.command.accounts.Password;
import dev.lethe.command.accounts.Staff;
import dev.lethe.query.accounts.AccountRow;
import dev.lethe.query.accounts.Accounts;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Decides whether somebody is let in. An address without an account gets the same answer as a wrong password, after the same
 * work and no sooner.
 */
@Component
class SignIns {

    private final KeyVault vault;
    private final Accounts accounts;
    private final Staff staff;
    private final Throttle throttle;
    private final Duration refusalsTake;

    /** @param refusalsTake at least so long: longer than any look into the databases makes a difference */
    SignIns(
            KeyVault vault,
            Accounts accounts,
            Staff staff,
            Throttle throttle,
            @Value("${lethe.sign-in.refusals-take:500ms}") Duration refusalsTake) {
        this.vault = vault;
        this.accounts = accounts;
        this.staff = staff;
        this.throttle = throttle;
        this.refusalsTake = refusalsTake;
    }

    /** What became of it. */
    sealed interface Outcome {
        record LetIn(AccountRow account) implements Outcome {}

        record Refused() implements Outcome {}

        record TooManyTries() implements Outcome {}
    }

    /**
     * Tries an address and a password.
     *
     * @param place the network address that the request came from; it is hashed and kept in memory for minutes
     */
    Outcome signIn(String email, Password password, String place) {
        long began = System.nanoTime();
        Optional<Identifier> identifier = identifier(email);
        String counted = counted(identifier, email);
        switch (throttle.begin(counted, place)) {
            case STOP -> {
                return new Outcome.TooManyTries();
            }
            case STOP_AND_RECORD -> {
                account(identifier).ifPresent(row -> staff.tooManyTries(row.account()));
                return new Outcome.TooManyTries();
            }
            case GO_ON -> {}
        }
        Optional<AccountRow> account = account(identifier);
        boolean letIn = false;
        if (account.isPresent())
            letIn = staff.signIn(account.get().account(), account.get().password(), password);
        else staff.signInOfNobody(password);
        if (!letIn) {
            waitUntil(began + refusalsTake.toNanos());
            return new Outcome.Refused();
        }
        throttle.right(counted, place);
        return new Outcome.LetIn(account.orElseThrow());
    }

    /** Lets an address try again at once: its owner chose another password with a link. */
    void unlock(String email) {
        throttle.forget(counted(identifier(email), email));
    }

    private static String counted(Optional<Identifier> identifier, String email) {
        return identifier.map(Identifier::value).orElse(email.strip().toLowerCase(Locale.ROOT));
    }

    private Optional<AccountRow> account(Optional<Identifier> email) {
        return email.map(vault::staffKeys).filter(keys -> !keys.isEmpty()).flatMap(accounts::byKeys);
    }

    private static Optional<Identifier> identifier(String email) {
        try {
            return Optional.of(Identifier.email(email));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static void waitUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            if (Thread.currentThread().isInterrupted()) return;
            LockSupport.parkNanos(left);
        }
    }
}
