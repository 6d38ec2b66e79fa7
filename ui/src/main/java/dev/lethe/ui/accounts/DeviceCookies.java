package dev.lethe.ui.accounts;

import dev.lethe.command.accounts.Staff;
import dev.lethe.command.accounts.StandingAccount;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/**
 * Knows the browsers that signed in to an account before, by a cookie (OWASP, <em>Slow Down Online Guessing Attacks with Device
 * Cookies</em>). It lets nobody in: it only lets its tries count by themselves.
 *
 * <p>The cookie has an entry for each of the last {@value #MOST} accounts: a random number, the time, and an HMAC-SHA-256 of both
 * under a key of the account's password. It names no account: whose it is shows when somebody names one.
 *
 * <p><b>Guaranteed:</b> an entry is believed for the account that it was given for, while that has the same password, is active and
 * not erased, and for {@value #DAYS} days; nobody can make one without the keys of the vault, also not with backups of the databases.
 */
@Component
class DeviceCookies {

    static final String NAME = "lethe-device";
    /** How long a browser is known after it last signed in. */
    static final int DAYS = 90;
    /** Members of staff who share a browser. */
    static final int MOST = 4;

    private static final int RANDOM_BYTES = 16;
    private static final int SIGNED = RANDOM_BYTES + Long.BYTES;
    private static final int TAG = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Staff staff;
    private final Clock clock;

    DeviceCookies(Staff staff, Clock clock) {
        this.staff = staff;
        this.clock = clock;
    }

    /** What the browser brought along; empty for nothing. */
    static String of(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? ""
                : Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(NAME))
                        .map(Cookie::getValue)
                        .findFirst()
                        .orElse("");
    }

    /**
     * What the tries of this browser at this account count for.
     *
     * @return empty when it is not known to have signed in to it before
     */
    Optional<String> known(StandingAccount account, String cookie) {
        if (cookie.isEmpty()) return Optional.empty();
        return key(account)
                .flatMap(key -> entries(cookie).stream()
                        .filter(entry -> isGood(entry, key))
                        .findFirst()
                        .map(entry -> HexFormat.of().formatHex(entry, 0, RANDOM_BYTES)));
    }

    /** Makes a browser known that just signed in to an account. */
    void remember(StandingAccount account, HttpServletRequest request, HttpServletResponse response) {
        byte[] key = key(account).orElse(null);
        if (key == null) return;
        List<String> entries = new ArrayList<>();
        entries.add(entry(key));
        entries(of(request)).stream()
                .filter(entry -> !isGood(entry, key))
                .limit(MOST - 1)
                .forEach(entry -> entries.add(text(entry)));
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(NAME, String.join(".", entries))
                        .path(request.getContextPath() + "/sign-in")
                        .maxAge(Duration.ofDays(DAYS))
                        .httpOnly(true)
                        .secure(request.isSecure())
                        .sameSite("Strict")
                        .build()
                        .toString());
    }

    private Optional<byte[]> key(StandingAccount account) {
        return account.isActive() && account.password() != null
                ? staff.keyOfPassword(account.account(), account.password(), "device")
                : Optional.empty();
    }

    private String entry(byte[] key) {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        ByteBuffer bytes = ByteBuffer.allocate(SIGNED + TAG);
        bytes.put(random).putLong(clock.instant().getEpochSecond());
        bytes.put(tag(bytes.array(), key));
        return text(bytes.array());
    }

    private boolean isGood(byte[] entry, byte[] key) {
        // Only the time of what was made here is read: any other may be no time at all.
        if (!MessageDigest.isEqual(Arrays.copyOfRange(entry, SIGNED, entry.length), tag(entry, key))) return false;
        Instant given = Instant.ofEpochSecond(ByteBuffer.wrap(entry).getLong(RANDOM_BYTES));
        return clock.instant().isBefore(given.plus(Duration.ofDays(DAYS)));
    }

    private static byte[] tag(byte[] entry, byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(entry, 0, SIGNED);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no HMAC-SHA-256", e);
        }
    }

    private static String text(byte[] entry) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(entry);
    }

    /** What has the shape of an entry. */
    private static List<byte[]> entries(String cookie) {
        List<byte[]> entries = new ArrayList<>();
        for (String text : cookie.split("\\.", MOST + 1)) {
            if (entries.size() == MOST) break;
            try {
                byte[] entry = Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.US_ASCII));
                if (entry.length == SIGNED + TAG) entries.add(entry);
            } catch (IllegalArgumentException e) {
                continue; // not ours
            }
        }
        return entries;
    }
}
