package dev.lethe.ui.forms;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Another site: pages of its own at another origin, with a policy as strict as a page that embeds our forms can have. */
final class OtherSite implements AutoCloseable {

    private final HttpServer server;
    private final URI lethe;
    private final Map<String, String> pages = new ConcurrentHashMap<>();

    OtherSite(URI lethe) {
        this.lethe = lethe;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            String page = pages.get(exchange.getRequestURI().getPath());
            byte[] body = String.valueOf(page).getBytes(StandardCharsets.UTF_8);
            String policy = "default-src 'none'; img-src data:; script-src " + lethe + "; connect-src " + lethe;
            if (exchange.getRequestURI().getPath().startsWith("/trusted"))
                policy += "; require-trusted-types-for 'script'";
            exchange.getResponseHeaders().set("Content-Type", "text/html;charset=UTF-8");
            exchange.getResponseHeaders().set("Content-Security-Policy", policy);
            exchange.sendResponseHeaders(page == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    String origin() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** A page into which these snippets were copied, whose script stands in each of them. Returns its address. */
    String page(String path, String... snippets) {
        pages.put(path, """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><title>Roads</title>
                <link rel="icon" href="data:,">
                <meta name="viewport" content="width=device-width, initial-scale=1"></head>
                <body><main><h1>Roads</h1>%s</main></body></html>
                """.formatted(String.join("<p>Something of our own.</p>", snippets)));
        return origin() + path;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
