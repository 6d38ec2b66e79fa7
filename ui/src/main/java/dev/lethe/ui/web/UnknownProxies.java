package dev.lethe.ui.web;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Requests that say whom they are forwarded for, from where no proxy was configured: a proxy that was forgotten, behind which all
 * visitors count as one, or a stranger who pretends. What they say is not believed. In memory, so since the start.
 */
@Component
public class UnknownProxies {

    private static final Logger LOG = LoggerFactory.getLogger(UnknownProxies.class);

    private final Clock clock;
    private final Set<From> told = EnumSet.noneOf(From.class);
    private @Nullable Seen seen;

    UnknownProxies(Clock clock) {
        this.clock = clock;
    }

    /** Where such a request came from. */
    public enum From {
        /** This machine or a private network: most likely a proxy of ours. */
        NEARBY,
        /** Anywhere: most likely somebody who pretends. */
        ANYWHERE
    }

    /**
     * What was seen.
     *
     * @param first when it was first seen
     * @param last when it was last seen
     * @param requests how many there were
     * @param from where the last that was {@link From#NEARBY} came from, or just anywhere
     * @param peer the address of the last that was {@link From#NEARBY}, to be configured if it is a proxy, and for administrators
     *     only; null when there was none, since any other address is somebody's
     */
    public record Seen(
            Instant first,
            Instant last,
            long requests,
            From from,
            @Nullable String peer) {
        @Override
        public String toString() {
            return "Seen[" + first + ", " + last + ", " + requests + ", " + from + "]";
        }
    }

    /** What was seen since the start; empty when nothing was. */
    public synchronized Optional<Seen> seen() {
        return Optional.ofNullable(seen);
    }

    synchronized void saw(InetAddress peer) {
        Instant now = clock.instant();
        From from = isNearby(peer) ? From.NEARBY : From.ANYWHERE;
        Seen before = seen;
        boolean nearby = from == From.NEARBY;
        seen = new Seen(
                before == null ? now : before.first(),
                now,
                before == null ? 1 : before.requests() + 1,
                nearby || before == null ? from : before.from(),
                nearby ? peer.getHostAddress() : before == null ? null : before.peer());
        // Once for each: a stranger must not be able to keep us from telling of a proxy that was forgotten.
        if (told.add(from))
            LOG.warn(
                    nearby
                            ? "Requests from this machine or a private network say whom they are forwarded for. That is not"
                                    + " believed, so all who come that way count as one: if it is a proxy of yours, name it in"
                                    + " lethe.proxies (LETHE_PROXIES). /staff/health shows its address"
                            : "Requests say whom they are forwarded for and come from no proxy that lethe.proxies"
                                    + " (LETHE_PROXIES) names. That is not believed");
    }

    private static boolean isNearby(InetAddress peer) {
        return peer.isLoopbackAddress()
                || peer.isSiteLocalAddress()
                || peer.isLinkLocalAddress()
                || peer instanceof Inet6Address && (peer.getAddress()[0] & 0xfe) == 0xfc; // RFC 4193
    }
}
