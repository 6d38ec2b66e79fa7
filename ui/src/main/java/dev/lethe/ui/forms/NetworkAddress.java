package dev.lethe.ui.forms;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where something came from, as far as one household or office goes. */
final class NetworkAddress {

    private static final int PREFIX = 8;

    private static final Logger LOG = LoggerFactory.getLogger(NetworkAddress.class);
    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private NetworkAddress() {}

    /**
     * Where a request came from. What a proxy says about that is believed when the server is set up for it, and has then taken
     * it out of the request; else anybody could say it.
     */
    static String of(HttpServletRequest request) {
        if (request.getHeader("X-Forwarded-For") != null && WARNED.compareAndSet(false, true))
            LOG.warn(
                    "Requests say whom a proxy forwards them for, which is not believed: all visitors of that proxy count"
                            + " as one. If the proxy is yours, set server.forward-headers-strategy=native.");
        return request.getRemoteAddr();
    }

    /**
     * The part of an address that stands for whoever has it: all of IPv4, and the first 64 bits of IPv6, of which every
     * connection has all the rest. What is no address stands for itself; it is never looked up.
     */
    static String place(String address) {
        InetAddress parsed;
        try {
            parsed = InetAddress.ofLiteral(address.replaceFirst("%.*$", ""));
        } catch (IllegalArgumentException e) {
            return address;
        }
        byte[] bytes = parsed.getAddress();
        return HexFormat.of().formatHex(parsed instanceof Inet6Address ? Arrays.copyOf(bytes, PREFIX) : bytes);
    }
}
