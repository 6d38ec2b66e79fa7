package dev.lethe.ui.connections;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import org.apache.tomcat.util.collections.SynchronizedStack;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where connections come in: those of one address are counted, and all are {@link GuardedConnection}s. */
final class GuardedEndpoint extends NioEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedEndpoint.class);

    private @Nullable Limits limits;
    private @Nullable Peers peers;

    void limit(Limits all) {
        limits = all;
        peers = new Peers(all);
    }

    private Limits limits() {
        if (limits == null) throw new IllegalStateException("Nobody said how many connections there may be");
        return limits;
    }

    private Peers peers() {
        if (peers == null) throw new IllegalStateException("Nobody said how many connections there may be");
        return peers;
    }

    @Override
    protected SocketChannel serverSocketAccept() throws Exception {
        while (true) {
            SocketChannel socket = super.serverSocketAccept();
            if (socket.getRemoteAddress() instanceof InetSocketAddress remote
                    && peers().admits(socket, remote.getAddress())) return socket;
            socket.close();
        }
    }

    /** As Tomcat does it, with connections of our own. */
    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        GuardedConnection connection = null;
        try {
            SynchronizedStack<NioChannel> used = getNioChannels();
            NioChannel channel = used == null ? null : used.pop();
            if (channel == null)
                channel = createChannel(new SocketBufferHandler(
                        socketProperties.getAppReadBufSize(),
                        socketProperties.getAppWriteBufSize(),
                        socketProperties.getDirectBuffer()));
            var made = new GuardedConnection(channel, this, socket, peers(), limits());
            channel.reset(socket, made);
            connections.put(socket, made);
            connection = made;
            socket.configureBlocking(false);
            socketProperties.setProperties(socket.socket());
            connection.setReadTimeout(getConnectionTimeout());
            connection.setWriteTimeout(getConnectionTimeout());
            connection.setKeepAliveLeft(getMaxKeepAliveRequests());
            getPoller().register(connection);
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.debug("A connection was gone before it began", e);
            if (connection == null) destroySocket(socket);
            return false;
        }
    }

    @Override
    protected void destroySocket(SocketChannel socket) {
        peers().left(socket);
        super.destroySocket(socket);
    }
}
