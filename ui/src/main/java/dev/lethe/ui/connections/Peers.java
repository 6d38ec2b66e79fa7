package dev.lethe.ui.connections;

import dev.lethe.ui.web.NetworkAddress;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many connections each {@link NetworkAddress} holds. */
final class Peers {

    private static final long PAUSE = Duration.ofMinutes(10).toNanos();
    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);

    private final int most;
    private final Predicate<InetAddress> proxies;
    private final Map<NetworkAddress, Integer> counts = new ConcurrentHashMap<>();
    private final Map<SocketChannel, NetworkAddress> held = new ConcurrentHashMap<>();
    private final AtomicLong told = new AtomicLong(System.nanoTime() - PAUSE);

    Peers(Limits limits) {
        this.most = limits.fromOneAddress();
        this.proxies = limits.proxies();
    }

    /** Whether this one may stay. Who stays must be told to have {@link #left}. */
    boolean admits(SocketChannel socket, InetAddress address) {
        if (most == 0 || proxies.test(address)) return true;
        NetworkAddress place = NetworkAddress.of(address);
        if (counts.merge(place, 1, Integer::sum) > most) {
            leave(place);
            tell();
            return false;
        }
        held.put(socket, place);
        return true;
    }

    /** It is closed. Telling it twice does no harm. */
    void left(SocketChannel socket) {
        NetworkAddress place = held.remove(socket);
        if (place != null) leave(place);
    }

    private void leave(NetworkAddress place) {
        counts.computeIfPresent(place, (_, count) -> count == 1 ? null : count - 1);
    }

    private void tell() {
        long now = System.nanoTime();
        long last = told.get();
        if (now - last < PAUSE || !told.compareAndSet(last, now)) return;
        LOG.warn(
                "More than {} connections at once came from one address, and the others were closed. If it is a proxy of"
                        + " yours, name it in LETHE_PROXIES. This is said once in ten minutes.",
                most);
    }
}
