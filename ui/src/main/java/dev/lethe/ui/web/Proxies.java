package dev.lethe.ui.web;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The proxies that stand before this server: those that the operator names, and no others. Only these are believed when they
 * say whom they forward a request for, and whether that came by HTTPS.
 */
@Component
public class Proxies {

    private static final String SETTING = "lethe.proxies";
    private static final Pattern RANGE = Pattern.compile("([^/]+)/([0-9]{1,3})");
    /** With the brackets and the port that some proxies write. */
    private static final Pattern HOP = Pattern.compile("\\[([^\\]]*)](:[0-9]+)?|([0-9.]+):[0-9]+");

    private final List<Range> ranges = new ArrayList<>();

    /**
     * @param named addresses, or ranges of them as {@code 192.0.2.0/24}, with commas between; empty for none
     * @throws IllegalArgumentException when one is neither
     */
    Proxies(@Value("${lethe.proxies:}") String named) {
        for (String each : named.split("[,\\s]+")) if (!each.isEmpty()) ranges.add(Range.of(each));
    }

    /** @param prefix how many of the first bits are those of all its addresses */
    private record Range(InetAddress first, int prefix) {

        static Range of(String text) {
            Matcher range = RANGE.matcher(text);
            boolean isRange = range.matches();
            InetAddress first = NetworkAddress.literal(isRange ? range.group(1) : text)
                    .orElseThrow(() -> new IllegalArgumentException(SETTING
                            + " takes addresses like 192.0.2.7 or 2001:db8::7 and ranges like 192.0.2.0/24, with commas"
                            + " between; one that it has is neither"));
            int bits = first.getAddress().length * Byte.SIZE;
            int prefix = isRange ? Integer.parseInt(range.group(2)) : bits;
            if (prefix == 0)
                throw new IllegalArgumentException(SETTING + " must not name all addresses: anybody could be a proxy");
            if (prefix > bits)
                throw new IllegalArgumentException(
                        SETTING + " has a range with more than " + bits + " bits before the host");
            for (int bit = prefix; bit < bits; bit++)
                if (bit(first.getAddress(), bit))
                    throw new IllegalArgumentException(SETTING
                            + " has a range that does not begin at its first address: 192.0.2.0/24, not 192.0.2.7/24");
            return new Range(first, prefix);
        }

        boolean contains(InetAddress address) {
            byte[] own = first.getAddress();
            byte[] other = address.getAddress();
            if (own.length != other.length) return false;
            int bytes = prefix / Byte.SIZE;
            if (!Arrays.equals(own, 0, bytes, other, 0, bytes)) return false;
            for (int bit = bytes * Byte.SIZE; bit < prefix; bit++) if (bit(own, bit) != bit(other, bit)) return false;
            return true;
        }

        private static boolean bit(byte[] bytes, int bit) {
            return (bytes[bit / Byte.SIZE] >> (Byte.SIZE - 1 - bit % Byte.SIZE) & 1) == 1;
        }
    }

    /** Whether none was named. */
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Whether this is the address of one that was named. */
    public boolean contains(InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    /**
     * Whom a request was forwarded for: the last in the row that is none of our proxies. Each proxy writes at the end of the row
     * whom it had the request from, so what stands before that one is only what that one said.
     *
     * @param peer whom the connection is with
     * @param row the values of {@code X-Forwarded-For}, the farthest first
     * @return the peer itself where it is no proxy of ours
     */
    InetAddress client(InetAddress peer, List<String> row) {
        List<String> hops =
                row.stream().flatMap(one -> Arrays.stream(one.split(",", -1))).toList();
        InetAddress client = peer;
        for (int hop = hops.size() - 1; hop >= 0 && contains(client); hop--) {
            Optional<InetAddress> before = address(hops.get(hop).strip());
            if (before.isEmpty()) break;
            client = before.get();
        }
        return client;
    }

    private static Optional<InetAddress> address(String hop) {
        Matcher parts = HOP.matcher(hop);
        if (!parts.matches()) return NetworkAddress.literal(hop);
        return NetworkAddress.literal(parts.group(1) == null ? parts.group(3) : parts.group(1));
    }
}
