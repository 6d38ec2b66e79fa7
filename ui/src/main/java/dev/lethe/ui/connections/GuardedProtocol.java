package dev.lethe.ui.connections;

import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/** HTTP over {@link GuardedConnection}s. Tomcat makes it by its name. */
public final class GuardedProtocol extends Http11NioProtocol {

    private final GuardedEndpoint endpoint;

    public GuardedProtocol() {
        this(new GuardedEndpoint());
    }

    private GuardedProtocol(GuardedEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    /** To be said before it starts. */
    void limit(Limits limits) {
        endpoint.limit(limits);
    }

    @Override
    protected Processor createProcessor() {
        return new Telling(this, new Told(getAdapter()));
    }

    /** Knows which connection is served at the moment. */
    private static final class Telling extends Http11Processor {

        private final Told told;

        Telling(AbstractHttp11Protocol<?> protocol, Told told) {
            super(protocol, told);
            this.told = told;
        }

        @Override
        public SocketState service(SocketWrapperBase<?> connection) throws java.io.IOException {
            told.connection = (GuardedConnection) connection;
            try {
                return super.service(connection);
            } finally {
                told.connection = null;
            }
        }
    }

    /** Tells the connection when the head of a request is complete, and when it is answered. */
    private static final class Told implements Adapter {

        private final Adapter adapter;
        private @Nullable GuardedConnection connection;

        Told(Adapter adapter) {
            this.adapter = adapter;
        }

        @Override
        public void service(Request request, Response response) throws Exception {
            GuardedConnection now = connection;
            if (now != null) now.serves(request);
            try {
                adapter.service(request, response);
            } finally {
                if (now != null) now.served();
            }
        }

        @Override
        public boolean prepare(Request request, Response response) throws Exception {
            return adapter.prepare(request, response);
        }

        @Override
        public boolean asyncDispatch(Request request, Response response, SocketEvent status) throws Exception {
            return adapter.asyncDispatch(request, response, status);
        }

        @Override
        public void log(Request request, Response response, long time) {
            adapter.log(request, response, time);
        }

        @Override
        public void checkRecycled(Request request, Response response) {
            adapter.checkRecycled(request, response);
        }

        @Override
        public String getDomain() {
            return adapter.getDomain();
        }
    }
}
