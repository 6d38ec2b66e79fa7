package dev.lethe.ui.connections;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * A connection that must go on at a least rate. Tomcat's own timeouts are between two bytes, so that a byte now and then keeps
 * a connection for ever. Here the head of a request has its timeout as a whole; its body and the answer have a {@link Pace}.
 *
 * <p>Heads are waited for by the container's poller, which closes what is silent for too long; bodies and answers wait in the
 * thread of their request, which watches the time itself.
 */
final class GuardedConnection extends NioEndpoint.NioSocketWrapper {

    private final SocketChannel socket;
    private final Peers peers;
    private final Limits limits;
    private volatile long since = System.currentTimeMillis();
    private volatile boolean reading;
    private volatile boolean writing;
    private volatile long until;
    private boolean serving;
    private boolean begun;
    private Pace body;
    private Pace answer;

    GuardedConnection(NioChannel channel, NioEndpoint endpoint, SocketChannel socket, Peers peers, Limits limits) {
        super(channel, endpoint);
        this.socket = socket;
        this.peers = peers;
        this.limits = limits;
        this.body = limits.ofForm();
        this.answer = limits.ofAnswer();
    }

    /** The head of a request is complete. */
    void serves(Request request) {
        serving = true;
        body = isUpload(request.getContentType()) ? limits.ofUpload() : limits.ofForm();
        answer = limits.ofAnswer();
    }

    /** A request is answered. What is left of its body is read over at the same pace. */
    void served() {
        serving = false;
        begun = false;
        since = System.currentTimeMillis();
    }

    private static boolean isUpload(@Nullable String type) {
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
    }

    @Override
    public int read(boolean block, ByteBuffer to) throws IOException {
        if (block) return readBody(to);
        // The poller looks only now and then, and never at a connection on which something just came.
        if (begun && !serving && System.currentTimeMillis() - since > super.getReadTimeout())
            throw new SocketTimeoutException("Too slow");
        int some = super.read(false, to);
        if (some > 0 && !serving) begun = true;
        return some;
    }

    private int readBody(ByteBuffer to) throws IOException {
        long start = begin(body);
        reading = true;
        int some = 0;
        try {
            some = super.read(true, to);
            return some;
        } finally {
            reading = false;
            body.moved(Math.max(0, some), System.nanoTime() - start);
        }
    }

    @Override
    protected void doWrite(boolean block, ByteBuffer from) throws IOException {
        if (!block) {
            super.doWrite(false, from);
            return;
        }
        long start = begin(answer);
        writing = true;
        int before = from.remaining();
        try {
            super.doWrite(true, from);
        } finally {
            writing = false;
            answer.moved(before - from.remaining(), System.nanoTime() - start);
        }
    }

    private long begin(Pace pace) throws SocketTimeoutException {
        long left = pace.left();
        if (left <= 0) throw new SocketTimeoutException("Too slow");
        long now = System.nanoTime();
        until = now + left;
        return now;
    }

    /** In milliseconds; never 0, which would be for ever. */
    private long timeLeft() {
        return Math.max(1, (until - System.nanoTime()) / 1_000_000);
    }

    @Override
    public long getReadTimeout() {
        return reading ? timeLeft() : super.getReadTimeout();
    }

    @Override
    public long getWriteTimeout() {
        return writing ? timeLeft() : super.getWriteTimeout();
    }

    /** Of the head of a request only the first byte counts. */
    @Override
    public void updateLastRead() {
        super.updateLastRead();
        if (serving || !begun) since = System.currentTimeMillis();
    }

    @Override
    public long getLastRead() {
        return reading ? System.currentTimeMillis() : since;
    }

    @Override
    public long getLastWrite() {
        return writing ? System.currentTimeMillis() : super.getLastWrite();
    }

    @Override
    protected void doClose() {
        peers.left(socket);
        super.doClose();
    }
}
