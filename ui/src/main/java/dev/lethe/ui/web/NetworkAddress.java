package dev.lethe.ui.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where something came from, as far as one household or office goes: all of an address of IPv4, and the first 64 bits of one of
 * IPv6, of which every connection has all the rest. The rest is not even remembered. Whatever counts by network address counts by
 * this; its text form says nothing.
 *
 * @param place the same for all that comes from there
 */
public record NetworkAddress(String place) {

    private static final int PREFIX = 8;
    /** Of IPv4 only the four numbers: {@code 1} and {@code 10.1} would be addresses too. */
    private static final Pattern LITERAL =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    /** Where a request came from; through a proxy that is configured, whom that {@link Proxies forwards it for}. */
    public static NetworkAddress of(HttpServletRequest request) {
        return of(request.getRemoteAddr());
    }

    /** As {@link #of(HttpServletRequest)}; empty for a proxy that is configured and named nobody, since it speaks for many. */
    static Optional<NetworkAddress> ofOne(HttpServletRequest request, Proxies proxies) {
        boolean ofMany = literal(request.getRemoteAddr()).map(proxies::contains).orElse(false);
        return ofMany ? Optional.empty() : Optional.of(of(request));
    }

    /** An address as it is written. What is none stands for itself; it is never looked up. */
    public static NetworkAddress of(String address) {
        return literal(address).map(NetworkAddress::of).orElseGet(() -> new NetworkAddress(address));
    }

    public static NetworkAddress of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return new NetworkAddress(
                HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, PREFIX) : bytes));
    }

    /** The address that a text is, without its scope; empty when it is none. It is never looked up. */
    static Optional<InetAddress> literal(String text) {
        String bare = text.replaceFirst("%.*$", "");
        if (!LITERAL.matcher(bare).matches()) return Optional.empty();
        try {
            return Optional.of(InetAddress.ofLiteral(bare));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "NetworkAddress[…]";
    }
}
