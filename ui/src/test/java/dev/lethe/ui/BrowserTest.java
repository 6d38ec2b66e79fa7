package dev.lethe.ui;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.lethe.ui.Browser.JavaScript;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Pages that are like a good one are not judged again, so what could make one of them bad has to make it another. */
@Tag("browser")
class BrowserTest {

    private static final String GOOD = """
            <!DOCTYPE html>
            <html lang="en-GB">
              <head>
                <title>Your name</title>
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <style>a.small, button { display: inline-block; min-width: 44px; min-height: 44px }</style>
              </head>
              <body style="color: #000; background: #fff">
                <main>
                  <h1>What is your name?</h1>
                  <form method="post" action="/names/%1$s">
                    <input type="hidden" name="token" value="%1$s">
                    <label for="name">Full name of %1$s</label>
                    <p id="hint">As it stands in your passport</p>
                    <input id="name" name="name" type="text" autocomplete="name" aria-describedby="hint">
                    <button type="submit">Continue</button>
                  </form>
                  <ul><li><a class="small" href="/names/%1$s">One</a></li><li><a class="small" href="/other">Other</a></li></ul>
                  <img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" alt="A dot">
                </main>
              </body>
            </html>
            """;

    private static final Map<String, String> PAGES = new ConcurrentHashMap<>();
    private static HttpServer server;

    @BeforeAll
    static void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] page =
                    PAGES.getOrDefault(exchange.getRequestURI().getPath(), "").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html;charset=UTF-8");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    private static ThrowingCallable checking(JavaScript javaScript, String page) {
        return () -> {
            String path = "/" + UUID.randomUUID();
            PAGES.put(path, page);
            URI base = URI.create("http://localhost:" + server.getAddress().getPort());
            try (Browser browser = Browser.open(base, javaScript)) {
                browser.visit(path);
                browser.check("browser-test");
            }
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "label|<label for=\"name\">|<label for=\"nobody\">",
                "label|<label for=\"name\">|<label for=\"hint\">",
                "label|<label for=\"name\">Full name of %1$s</label>|<label for=\"name\"></label>",
                "color-contrast|color: #000|color: #bbb",
                "target-size|min-width: 44px; min-height: 44px|font-size: 8px; line-height: 1",
                "image-alt|alt=\"A dot\"|width=\"1\"",
                "image-alt|<img|<img src=\"data:,\"><img",
                "button-name|>Continue<|><",
                "link-name|>Other<|><",
                "html-has-lang|<html lang=\"en-GB\">|<html>",
                "html-lang-valid|en-GB|english",
                "list|</li><li>|</li><p>",
                "autocomplete-valid|autocomplete=\"name\"|autocomplete=\"nickname-of-old\"",
                "aria-valid-attr|aria-describedby|aria-describedbye",
                "meta-viewport|initial-scale=1|initial-scale=1, user-scalable=no",
            })
    void what_makes_a_page_bad_is_found_though_one_like_it_was_good(String rule, String from, String to) {
        assertThatCode(checking(JavaScript.ON, GOOD.formatted(UUID.randomUUID())))
                .doesNotThrowAnyException();

        assertThatThrownBy(checking(JavaScript.ON, GOOD.replace(from, to).formatted(UUID.randomUUID())))
                .as(rule)
                .isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @EnumSource
    void what_is_wrong_is_found_again_each_time(JavaScript javaScript) {
        String bad = GOOD.replace("color: #000", "color: #ccc");
        for (int i = 0; i < 2; i++)
            assertThatThrownBy(checking(javaScript, bad.formatted(i)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("color-contrast");
    }
}
