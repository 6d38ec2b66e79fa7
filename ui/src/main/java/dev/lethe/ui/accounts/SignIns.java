package dev.lethe.ui.accounts;

import dev.lethe.command.RareLog;
import dev.lethe.command.accounts.Password;
import dev.lethe.command.accounts.Staff;
import dev.lethe.command.accounts.StandingAccount;
import dev.lethe.command.accounts.StandingAccounts;
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.StaffDirectory;
import dev.lethe.ui.web.NetworkAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Decides whether somebody is let in. An address without an account gets the same answer as a wrong password, after the same
 * work and no sooner; so does one at which there were too many tries.
 */
@Component
class SignIns {

    private static final RareLog LOG = new RareLog(LoggerFactory.getLogger(SignIns.class));

    private final StaffDirectory vault;
    private final StandingAccounts accounts;
    private final Staff staff;
    private final Throttle throttle;
    private final DeviceCookies devices;
    private final Duration refusalsTake;

    /**
     * @param refusalsTake at least so long, or a multiple of it: longer than any look into the databases makes a difference. Zero for
     *     no longer than it takes
     */
    SignIns(
            StaffDirectory vault,
            StandingAccounts accounts,
            Staff staff,
            Throttle throttle,
            DeviceCookies devices,
            @Value("${lethe.sign-in.refusals-take:500ms}") Duration refusalsTake) {
        this.vault = vault;
        this.accounts = accounts;
        this.staff = staff;
        this.throttle = throttle;
        this.devices = devices;
        this.refusalsTake = refusalsTake;
    }

    /** What became of it. */
    sealed interface Outcome {
        record LetIn(StandingAccount account) implements Outcome {}

        record Refused() implements Outcome {}

        record TooManyTries() implements Outcome {}
    }

    /**
     * Tries an address and a password.
     *
     * @param from where the request came from; it is hashed and kept in memory for minutes
     * @param device what {@link DeviceCookies} had given the browser; empty for nothing
     */
    Outcome signIn(String email, Password password, NetworkAddress from, String device) {
        Answering answering = new Answering();
        Optional<Identifier> identifier = identifier(email);
        Optional<StandingAccount> account = account(identifier);
        Throttle.Try begun = throttle.begin(
                counted(identifier, email, account),
                from,
                account.flatMap(row -> devices.known(row, device)).orElse(null));
        if (begun.answer() != Throttle.Answer.GO_ON) {
            if (begun.answer() == Throttle.Answer.STOP_AND_RECORD)
                account.ifPresent(row -> staff.tooManyTries(row.account(), answering));
            return answering.with(new Outcome.TooManyTries());
        }
        boolean letIn = false;
        if (account.isPresent())
            letIn = staff.signIn(account.get().account(), account.get().password(), password, answering);
        else staff.signInOfNobody(password);
        if (!letIn) return answering.with(new Outcome.Refused());
        throttle.right(begun);
        return new Outcome.LetIn(account.orElseThrow());
    }

    /** Another password, as whoever has a link can choose it, begins with no wrong ones. */
    private static String counted(Optional<Identifier> identifier, String email, Optional<StandingAccount> account) {
        return identifier.map(Identifier::value).orElse(email.strip().toLowerCase(Locale.ROOT))
                + '\n'
                + account.map(StandingAccount::chosen).map(UUID::toString).orElse("");
    }

    private Optional<StandingAccount> account(Optional<Identifier> email) {
        return email.flatMap(vault::memberOfStaff).flatMap(member -> accounts.of(new AccountId(member.account())));
    }

    private static Optional<Identifier> identifier(String email) {
        try {
            return Optional.of(Identifier.email(email));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** A refusal on its way: what is recorded of it, for accounts only, is recorded while everybody waits as long. */
    private final class Answering implements Executor {

        private final long began = System.nanoTime();
        private @Nullable Thread recording;

        @Override
        public void execute(Runnable record) {
            recording = Thread.ofVirtual().start(() -> {
                try {
                    record.run();
                } catch (RuntimeException e) {
                    LOG.error("A refused sign-in could not be recorded", e);
                }
            });
        }

        Outcome with(Outcome refusal) {
            long step = refusalsTake.toNanos();
            try {
                if (step == 0) {
                    if (recording != null) recording.join();
                    return refusal;
                }
                long steps = (System.nanoTime() - began) / step + 1;
                TimeUnit.NANOSECONDS.sleep(began + steps * step - System.nanoTime());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return refusal;
        }
    }
}
