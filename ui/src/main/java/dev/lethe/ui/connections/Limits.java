package dev.lethe.ui.connections;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * What connections may do.
 *
 * @param fromOneAddress how many one address may hold at once; 0 for any number
 * @param proxies addresses to which that does not apply, since they speak for many
 * @param patience over how long the least rates are measured
 * @param form how long the body of a request may take, in which time of ours does not count
 * @param upload the same where files come with it
 */
record Limits(int fromOneAddress, Predicate<InetAddress> proxies, Duration patience, Duration form, Duration upload) {

    /** Of forms and of answers, in bytes a second. */
    private static final long SLOWEST = 1_024;
    /** Of files, in bytes a second. */
    private static final long SLOWEST_UPLOAD = 16 * 1_024;

    private static final Duration ANY = Duration.ofDays(1);

    Pace ofForm() {
        return new Pace(SLOWEST, patience, form);
    }

    Pace ofUpload() {
        return new Pace(SLOWEST_UPLOAD, patience, upload);
    }

    /** Answers may be long: exports are. */
    Pace ofAnswer() {
        return new Pace(SLOWEST, patience, ANY);
    }
}
