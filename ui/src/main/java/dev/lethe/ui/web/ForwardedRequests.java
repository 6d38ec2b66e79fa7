package dev.lethe.ui.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Gives requests that came through a configured proxy the address of whom it forwards them for, and the scheme that these used,
 * before anything looks at either. In the container and not in a filter, so that the container marks its cookies as secure.
 *
 * <p>Tomcat's own {@code RemoteIpValve} believes every private address, and {@code X-Forwarded-Host} with it.
 */
final class ForwardedRequests extends ValveBase {

    private static final String FOR = "X-Forwarded-For";
    private static final String SCHEME = "X-Forwarded-Proto";
    private static final List<String> HEADERS = List.of(FOR, SCHEME, "X-Forwarded-Host", "X-Real-IP", "Forwarded");
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final Proxies proxies;
    private final UnknownProxies unknown;

    ForwardedRequests(Proxies proxies, UnknownProxies unknown) {
        super(true);
        this.proxies = proxies;
        this.unknown = unknown;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        Optional<InetAddress> peer = NetworkAddress.literal(String.valueOf(request.getRemoteAddr()));
        if (peer.isPresent()) {
            if (proxies.contains(peer.get())) forwarded(request, peer.get());
            else if (HEADERS.stream().anyMatch(header -> request.getHeader(header) != null)) unknown.saw(peer.get());
        }
        getNext().invoke(request, response);
    }

    private void forwarded(Request request, InetAddress peer) {
        String client =
                proxies.client(peer, Collections.list(request.getHeaders(FOR))).getHostAddress();
        request.setRemoteAddr(client);
        request.setRemoteHost(client);
        List<String> schemes = Collections.list(request.getHeaders(SCHEME));
        if (schemes.isEmpty()) return;
        // The last is the nearest proxy's own word.
        String scheme = schemes.getLast().replaceFirst("^.*,", "").strip();
        boolean https = scheme.equalsIgnoreCase("https");
        if (!https && !scheme.equalsIgnoreCase("http")) return;
        request.setSecure(https);
        request.getCoyoteRequest().scheme().setString(https ? "https" : "http");
        if (https && request.getServerPort() == HTTP_PORT) request.setServerPort(HTTPS_PORT);
    }
}
