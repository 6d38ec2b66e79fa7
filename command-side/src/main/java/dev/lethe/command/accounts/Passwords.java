package dev.lethe.command.accounts;

import com.nulabinc.zxcvbn.Zxcvbn;
import dev.lethe.command.accounts.model.PasswordHash;
import dev.lethe.command.accounts.model.Profile;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * What makes a password acceptable, and how it is hashed. The rules are those of the National Cyber Security Centre: length
 * and no common ones, rather than kinds of characters. Hashing is argon2id with OWASP's first choice of parameters (19 MiB,
 * two passes); at most as many at a time as there are processors, since a crowd at the sign-in page must not take all memory.
 */
@Component
class Passwords {

    /** In characters. */
    static final int SHORTEST = 12;

    /** In characters: enough for a sentence, and not so many that hashing or judging it becomes work. */
    static final int LONGEST = 128;

    /** On zxcvbn's scale of 0 to 4: more than 10⁸ guesses. */
    private static final int STRONG_ENOUGH = 3;

    /** Judging takes time that grows faster than the length; what starts well is good. */
    private static final int JUDGED = 64;

    private static final int SALT = 16;
    private static final int HASH = 32;
    private static final int LANES = 1;
    private static final int KIBIBYTES = 19 * 1024;
    private static final int PASSES = 2;

    private final Argon2PasswordEncoder argon2 = new Argon2PasswordEncoder(SALT, HASH, LANES, KIBIBYTES, PASSES);
    private final Semaphore atOnce = new Semaphore(Runtime.getRuntime().availableProcessors());
    private final Zxcvbn zxcvbn = new Zxcvbn();
    private final PasswordHash nobodys = nobodys();

    /** What is wrong with this password for this person, if anything. */
    Optional<PasswordOutcome> problem(Password password, Profile profile) {
        if (password.length() < SHORTEST) return Optional.of(PasswordOutcome.TOO_SHORT);
        if (password.length() > LONGEST) return Optional.of(PasswordOutcome.TOO_LONG);
        if (isAbout(password, profile)) return Optional.of(PasswordOutcome.ABOUT_YOU);
        var judged =
                password.typed().substring(0, Math.min(JUDGED, password.typed().length()));
        return zxcvbn.measure(judged).getScore() < STRONG_ENOUGH
                ? Optional.of(PasswordOutcome.TOO_EASY)
                : Optional.empty();
    }

    /** Whether little is left of it without the words of the person's name and address. */
    private static boolean isAbout(Password password, Profile profile) {
        String left = letters(password.typed());
        for (String word : (profile.name() + ' ' + profile.email()).split("[^\\p{L}\\p{N}]+", -1)) {
            String known = letters(word);
            if (known.length() >= 3) left = left.replace(known, "");
        }
        return left.length() < SHORTEST / 2;
    }

    private static String letters(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    PasswordHash hash(Password password) {
        return new PasswordHash(guarded(() -> argon2.encode(password.typed())));
    }

    boolean matches(Password typed, PasswordHash hash) {
        // the longest possible is hashed in full; what is longer is nobody's password, and costs the same
        boolean possible = typed.length() <= LONGEST;
        String tried = possible ? typed.typed() : "";
        return guarded(() -> argon2.matches(tried, hash.encoded())) && possible;
    }

    /** A hash that was never made from a password: 256 random bits, which none will be found for. */
    static PasswordHash nobodys() {
        var random = new SecureRandom();
        var salt = new byte[SALT];
        var hash = new byte[HASH];
        random.nextBytes(salt);
        random.nextBytes(hash);
        var base64 = Base64.getEncoder().withoutPadding();
        return new PasswordHash("$argon2id$v=19$m=" + KIBIBYTES + ",t=" + PASSES + ",p=" + LANES + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(hash));
    }

    /** Takes as long as {@link #matches} does, for an address that has no account. */
    void matchNobody(Password typed) {
        matches(typed, nobodys);
    }

    private <T> T guarded(Supplier<T> work) {
        atOnce.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            atOnce.release();
        }
    }
}
